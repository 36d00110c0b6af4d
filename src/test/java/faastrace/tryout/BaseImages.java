package faastrace.tryout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * What the examples' Dockerfiles start from, as archives of file systems. The Debian has all that they install, so that
 * they are built without a network; it is made once, and kept in {@code target}.
 */
final class BaseImages {
    private static final Path FOLDER = Path.of("target/base-images").toAbsolutePath();
    private static final Path WATCHDOG = Path.of("src/test/resources/image/watchdog/main.go.txt");
    private static final String PACKAGES = "busybox,ca-certificates,curl,golang-go,linux-perf,nodejs,python3,sudo";

    private BaseImages() {}

    /** The archive, by the tag that it is to be imported under. */
    static synchronized Map<String, Path> all() throws IOException {
        Files.createDirectories(FOLDER);
        Path watchdog = made("watchdog.tar", BaseImages::watchdog);
        return Map.of(
                "docker.io/library/debian:bookworm-slim", made("debian.tar", BaseImages::debian),
                "ghcr.io/openfaas/of-watchdog:0.11.3", watchdog,
                "ghcr.io/openfaas/classic-watchdog:0.3.3", watchdog);
    }

    private interface Maker {
        void make(Path work, Path archive) throws IOException;
    }

    private static Path made(String name, Maker maker) throws IOException {
        Path archive = FOLDER.resolve(name);
        if (!Files.exists(archive)) {
            Path work = Files.createTempDirectory(FOLDER, "work");
            Path part = work.resolve("part");
            maker.make(work, part);
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
            Shell.run("rm -rf --one-file-system \"$1\"", work.toString());
        }
        return archive;
    }

    private static void watchdog(Path work, Path archive) throws IOException {
        Files.copy(WATCHDOG, work.resolve("main.go"));
        Shell.run(
                "cd \"$1\" && CGO_ENABLED=0 go build -o fwatchdog main.go && tar -cf \"$2\" fwatchdog",
                work.toString(),
                archive.toString());
    }

    /** Python comes with frame pointers where .ci/python has built it: Debian's has none. */
    private static void debian(Path work, Path archive) throws IOException {
        String root = work.resolve("root").toString();
        Shell.run("""
                mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
                debootstrap --variant=minbase --include="$2" bookworm "$1" "$mirror"
                : >"$1/etc/apt/sources.list"
                rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/usr/share/doc "$1"/usr/share/man "$1"/usr/share/locale
                chroot "$1" sh -c 'cd /tmp && HOME=/root CGO_ENABLED=0 go build net/http testing'
                """, root, PACKAGES);
        String python = System.getenv("FAAS_TRACE_PYTHON");
        if (python != null) {
            Path source = Path.of(python).toRealPath().getParent();
            installPython(Files.exists(source.resolve("Lib")) ? source : source.resolveSibling("source"), root);
        }
        Shell.run("tar -C \"$1\" -cf \"$2\" .", root, archive.toString());
    }

    /** As its own "make install" does, without what is not needed here. */
    private static void installPython(Path source, String root) throws IOException {
        Shell.run("""
                version=$("$1/python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
                library=$2/usr/local/lib/$version
                mkdir -p "$library/lib-dynload"
                cp "$1/python" "$2/usr/local/bin/$version"
                ln -sf "$version" "$2/usr/local/bin/python3"
                tar -C "$1/Lib" -c --exclude=test --exclude=idlelib --exclude=__pycache__ . | tar -x -C "$library"
                built=$1/$(cat "$1/pybuilddir.txt")
                cp "$built"/*.so "$library/lib-dynload"
                cp "$built"/_sysconfigdata*.py "$library"
                """, source.toString(), root);
    }

    /** What programs they are made with. */
    static List<String> means() {
        return List.of("debootstrap", "go", "perf", "ip");
    }
}
