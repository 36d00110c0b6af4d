package faastrace.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** What the images of a registry hold, made without a registry. */
public final class BaseImages {
    private static final Path MADE = Path.of("target", "debian.tar");

    private static final String PACKAGES = "--include=ca-certificates,golang-go,nodejs,python3";

    private BaseImages() {}

    /** Debian's minimal system and what the examples need, as an archive. It is made once a build, for all tests. */
    public static Path debian() throws IOException {
        Files.createDirectories(MADE.getParent());
        Path lock = MADE.resolveSibling("debian.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until it is closed
            if (!Files.exists(MADE)) {
                bootstrap();
            }
        }
        return MADE;
    }

    private static void bootstrap() throws IOException {
        Path folder = Files.createTempDirectory("faas-trace-debian");
        try {
            Path root = folder.resolve("root");
            Program.run("debootstrap", "--variant=minbase", PACKAGES, "bookworm", root.toString(), mirror());
            Program.run("chroot", root.toString(), "apt-get", "clean");
            Path archive = MADE.resolveSibling("debian.new");
            Program.run("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
            Files.move(archive, MADE, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Program.run("rm", "-rf", "--one-file-system", folder.toString());
        }
    }

    /** Where this machine's own packages come from. */
    private static String mirror() throws IOException {
        return Program.run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Label: Debian")
                .lines()
                .findFirst()
                .orElseThrow(() -> new IOException("apt-get knows no mirror of Debian"));
    }

    /** Our stand-in for the watchdog of that name, or the real one if a folder of them is given. */
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
