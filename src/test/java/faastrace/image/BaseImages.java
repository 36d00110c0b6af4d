package faastrace.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Base images as file system archives. Normally, they come from a registry, but here they are built without a registry.
 * Each archive is built once, by the first test process that needs it, and kept in {@code target}.
 */
public final class BaseImages {
    private static final Path FOLDER = Path.of("target/base-images").toAbsolutePath();
    private static final String BARE = "--include=ca-certificates,golang-go,nodejs,python3";

    /** The packages that patches and examples install. */
    private static final String INSTALLED = "busybox curl linux-perf sudo";

    private BaseImages() {}

    /** Builds all archives. CI does this while other tests run. */
    public static void main(String[] arguments) throws IOException {
        completeDebian();
        watchdogImage();
    }

    private interface Maker {
        void make(Path work, Path archive) throws IOException;
    }

    /**
     * Debian's minimal system with the packages needed to build the examples, but without those that a patch installs.
     */
    public static Path debian() throws IOException {
        return made("debian.tar", BaseImages::bootstrap);
    }

    /**
     * The same system with all packages that the patched examples install, so that the examples can be built without a
     * network. If {@code .ci/python} has built a Python with frame pointers, the image has that Python. Debian's own
     * Python has no frame pointers.
     */
    public static Path completeDebian() throws IOException {
        return made("debian-complete.tar", BaseImages::complete);
    }

    /** An image that contains only our stand-in for the watchdogs. */
    public static Path watchdogImage() throws IOException {
        return made("watchdog.tar", (work, archive) -> {
            watchdog("of-watchdog", work.resolve("fwatchdog"));
            Program.run("tar", "-C", work.toString(), "-cf", archive.toString(), "fwatchdog");
        });
    }

    /** The programs needed to build the images. */
    public static List<String> programs() {
        return List.of("debootstrap", "dpkg-scanpackages", "go", "perf", "ip");
    }

    private static Path made(String name, Maker maker) throws IOException {
        Files.createDirectories(FOLDER);
        Path archive = FOLDER.resolve(name);
        Path lock = FOLDER.resolve(name + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // released when the channel is closed
            if (!Files.exists(archive)) {
                Path work = Files.createTempDirectory(FOLDER, "work");
                try {
                    Path part = FOLDER.resolve(name + ".part");
                    maker.make(work, part);
                    Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Program.run("rm", "-rf", "--one-file-system", work.toString());
                }
            }
        }
        return archive;
    }

    /**
     * The image's only package source is a folder of packages in the image. So each build installs packages with apt,
     * but needs neither the network nor the index of all Debian packages. {@code sources.list.mirror} still names the
     * mirror. A small Go program is built, vetted and tested in advance. So Go's cache in the image contains the
     * standard library that the examples need.
     */
    private static void bootstrap(Path work, Path archive) throws IOException {
        Path root = work.resolve("root");
        Program.run("debootstrap", "--variant=minbase", BARE, "bookworm", root.toString(), mirror());
        script("""
                chroot "$1" apt-get clean
                chroot "$1" apt-get update -q
                chroot "$1" apt-get install -q -y --no-install-recommends --download-only $2
                mkdir "$1/opt/packages"
                mv "$1"/var/cache/apt/archives/*.deb "$1/opt/packages"
                (cd "$1/opt/packages" && dpkg-scanpackages . >Packages)
                mv "$1/etc/apt/sources.list" "$1/etc/apt/sources.list.mirror"
                echo 'deb [trusted=yes] file:/opt/packages ./' >"$1/etc/apt/sources.list"
                rm -rf "$1"/var/lib/apt/lists/*
                """, root.toString(), INSTALLED);
        // The program can't be in the temporary folder itself, because Go ignores a go.mod there.
        Path program = Files.createDirectory(root.resolve("opt/program"));
        Files.writeString(program.resolve("main.go"), "package main\n\nimport _ \"net/http\"\n\nfunc main() {}\n");
        Files.writeString(
                program.resolve("main_test.go"),
                "package main\n\nimport \"testing\"\n\nfunc TestNothing(t *testing.T) {}\n");
        script("""
                chroot "$1" sh -euc '
                    cd /opt/program
                    export HOME=/root CGO_ENABLED=0
                    go mod init program
                    go vet ./...
                    go test ./...
                    rm -r /opt/program
                '
                """, root.toString());
        // Each engine that is started imports the archive, so it leaves out what no build of a function needs.
        script("""
                cd "$1"
                rm -r usr/share/go-*/test usr/share/go-*/misc usr/share/go-*/src/cmd usr/lib/go-*/pkg/linux_*/cmd
                find usr/share/go-*/src -name testdata -prune -exec rm -r {} +
                find usr/share/go-*/src -name '*_test.go' -delete
                rm -rf usr/share/doc usr/share/man usr/share/locale
                """, root.toString());
        Program.run("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
    }

    private static void complete(Path work, Path archive) throws IOException {
        Path root = Files.createDirectory(work.resolve("root"));
        script("""
                tar -C "$1" -xf "$2"
                chroot "$1" apt-get update -q
                chroot "$1" apt-get install -q -y --no-install-recommends $3
                : >"$1/etc/apt/sources.list"
                rm -rf "$1"/opt/packages "$1"/var/lib/apt/lists/*
                """, root.toString(), debian().toString(), INSTALLED);
        String python = System.getenv("FAAS_TRACE_PYTHON");
        if (python != null) {
            Path source = Path.of(python).toRealPath().getParent();
            installPython(Files.exists(source.resolve("Lib")) ? source : source.resolveSibling("source"), root);
        }
        Program.run("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
    }

    /** Installs Python like "make install", but without the parts that no test needs. */
    private static void installPython(Path source, Path root) throws IOException {
        script("""
                version=$("$1/python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
                library=$2/usr/local/lib/$version
                mkdir -p "$library/lib-dynload"
                cp "$1/python" "$2/usr/local/bin/$version"
                ln -sf "$version" "$2/usr/local/bin/python3"
                tar -C "$1/Lib" -c --exclude=test --exclude=idlelib --exclude=__pycache__ . | tar -x -C "$library"
                built=$1/$(cat "$1/pybuilddir.txt")
                cp "$built"/*.so "$library/lib-dynload"
                cp "$built"/_sysconfigdata*.py "$library"
                """, source.toString(), root.toString());
    }

    private static void script(String text, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-euc", text, "sh"));
        command.addAll(List.of(arguments));
        Program.run(command.toArray(String[]::new));
    }

    /** The address of the Debian mirror that this machine uses. */
    private static String mirror() throws IOException {
        return Program.run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Label: Debian")
                .lines()
                .findFirst()
                .orElseThrow(() -> new IOException("apt-get knows no mirror of Debian"));
    }

    /**
     * Copies the watchdog with this name to the path. Uses the real watchdog if FAAS_TRACE_TEST_WATCHDOGS is set, and
     * otherwise our stand-in.
     */
    public static void watchdog(String name, Path program) throws IOException {
        String real = System.getenv("FAAS_TRACE_TEST_WATCHDOGS");
        if (real != null) {
            Files.copy(Path.of(real, name), program);
            return;
        }
        Path source = Path.of("src/test/resources/image/watchdog/main.go.txt");
        Path copy = Files.copy(source, program.resolveSibling("main.go"));
        List<String> command = List.of("go", "build", "-o", program.toString(), "main.go");
        Program.run(program.getParent(), Map.of("CGO_ENABLED", "0"), command);
        Files.delete(copy);
    }
}
