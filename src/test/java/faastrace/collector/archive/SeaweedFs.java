package faastrace.collector.archive;

import faastrace.Means;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** A real object store, SeaweedFS, on loopback addresses. */
public final class SeaweedFs implements AutoCloseable {
    private final Process process;
    private final int port;

    private SeaweedFs(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a store that keeps its objects in the given folder, and waits until it works. */
    public static SeaweedFs start(Path folder) throws Exception {
        Means.require("seaweedfs");
        Path users = Files.writeString(
                folder.resolve("users.json"),
                "{\"identities\": [{\"name\": \"test\", \"actions\": [\"Admin\"],"
                        + " \"credentials\": [{\"accessKey\": \"key\", \"secretKey\": \"secret\"}]}]}");
        List<Integer> ports = freePorts(4);
        Process process = new ProcessBuilder(
                        Means.program("seaweedfs"),
                        "server",
                        "-ip=127.0.0.1",
                        "-ip.bind=127.0.0.1",
                        "-dir=" + Files.createDirectory(folder.resolve("objects")),
                        "-s3",
                        "-s3.port.iceberg=0",
                        "-s3.port.lance=0",
                        "-s3.config=" + users,
                        "-s3.port=" + ports.get(0),
                        "-master.port=" + ports.get(1),
                        "-volume.port=" + ports.get(2),
                        "-filer.port=" + ports.get(3),
                        "-master.volumeSizeLimitMB=64")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        SeaweedFs store = new SeaweedFs(process, ports.get(0));
        store.makeBucket();
        return store;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    private void makeBucket() throws Exception {
        try (S3Client client = Bucket.client(ArchiveSettings.to("s3://traces").at(url()))) {
            for (int i = 0; true; i++) {
                try {
                    client.createBucket(request -> request.bucket("traces"));
                    return;
                } catch (SdkException notYet) {
                    Assertions.assertThat(i).as("seconds to start").isLessThan(60);
                    Thread.sleep(1000);
                }
            }
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        try {
            while (open.size() < count) {
                ServerSocket socket = new ServerSocket(0);
                // SeaweedFS adds 10,000 to its ports for its own protocol.
                if (socket.getLocalPort() < 55_000) {
                    open.add(socket);
                } else {
                    socket.close();
                }
            }
            return open.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
