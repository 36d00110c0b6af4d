package faastrace.image;

import com.sun.net.httpserver.HttpServer;
import faastrace.Means;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real Alpine image with the names that templates use, and a package repository. The image's own {@code apk} builds
 * this repository and installs packages from it. The perf in the repository is a copy of this machine's perf, with its
 * C library in a separate folder. Everything else is Alpine's.
 */
final class Alpine implements AutoCloseable {
    static final Path RESOURCES = Path.of("src/test/resources/image/alpine").toAbsolutePath();

    /** The packages that the repository offers. */
    enum Offer {
        ALL("all"),
        ALL_BUT_CURL("no-curl"),
        NOTHING("nothing");

        private final String folder;

        Offer(String folder) {
            this.folder = folder;
        }
    }

    private final Path packages;
    private final HttpServer repository =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private volatile Offer offer = Offer.ALL;

    Alpine(Podman podman, Path folder) throws IOException {
        Means.require("alpine", "perf", "openssl");
        Path out = Files.createDirectories(folder.resolve("alpine"));
        packages = out.resolve("packages");
        Program.run(RESOURCES.resolve("packages.sh").toString(), Means.program("alpine"), out.toString());
        serve();
        importRoot(podman, out.resolve("base"));
    }

    private void serve() {
        repository.createContext("/", exchange -> {
            Path file = packages.resolve(offer.folder + exchange.getRequestURI().getPath());
            if (Files.isRegularFile(file)) {
                byte[] bytes = Files.readAllBytes(file);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        });
        repository.start();
    }

    private void importRoot(Podman podman, Path base) throws IOException {
        String url = "http://127.0.0.1:" + repository.getAddress().getPort() + "\n";
        Files.writeString(base.resolve("etc/apk/repositories"), url);
        Path archive = base.resolveSibling("base.tar");
        Program.run("tar", "-C", base.toString(), "-cf", archive.toString(), ".");
        podman.run("import", archive.toString(), "docker.io/library/alpine:3.22.2");
        podman.run("tag", "docker.io/library/alpine:3.22.2", "docker.io/library/alpine:3.22");
        Program.run("rm", "-rf", base.toString(), archive.toString());
    }

    /** Sets which packages {@code apk} finds from now on. */
    void offers(Offer offer) {
        this.offer = offer;
    }

    @Override
    public void close() {
        repository.stop(0);
    }
}
