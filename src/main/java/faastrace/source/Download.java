package faastrace.source;

import faastrace.problem.Problem;
import faastrace.source.Requests.Answer;
import faastrace.source.TraceSource.Opened;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one trace of a collector.
 *
 * @param base the collector's address
 * @param path the path of the trace below this address
 * @param named whether the user named this trace
 */
record Download(String base, Requests requests, String path, boolean named) {
    /** The maximum size of a trace as it is stored, in bytes. */
    private static final long MOST_BYTES = 1L << 30;

    /** Downloads a trace into a temporary file, so that a broken connection can't be taken for the trace's end. */
    Opened open() throws IOException {
        @Nullable FileChannel channel = null;
        boolean opened = false;
        try {
            channel = temporary();
            FileChannel file = channel;
            Answer answer = requests.get(path, () -> emptied(file));
            Reply reply = answer.reply();
            Received body = answer.body();
            if (body.failure().isPresent()) {
                throw Problem.of(
                        System.getProperty("java.io.tmpdir"), body.failure().get());
            }
            if (reply.isMissing()) {
                throw unusable(
                        "the collector has no such trace",
                        "it may have been deleted; the collector's first page lists all traces");
            }
            if (!reply.isOk()) {
                throw requests.refused(reply);
            }
            if (body.isOver()) {
                throw unusable("the trace is larger than 1 GiB", "download it, and name the file");
            }
            channel.position(0);
            opened = true;
            return new Opened(Channels.newInputStream(channel), body.count());
        } finally {
            if (!opened && channel != null) {
                channel.close();
            }
        }
    }

    /** A trace that the user named must be readable. The others can be left out. */
    private IOException unusable(String what, String cure) {
        if (named) {
            throw new Problem(base + path, what, cure);
        }
        return new IOException(what);
    }

    /** A receiver that writes to the beginning of the file. */
    private static Received emptied(FileChannel file) {
        try {
            file.truncate(0);
            return new Received(Channels.newOutputStream(file), MOST_BYTES);
        } catch (IOException e) {
            throw Problem.of(System.getProperty("java.io.tmpdir"), e);
        }
    }

    /** An empty file without a name, which disappears with this process at the latest. */
    private static FileChannel temporary() {
        try {
            Path file = Files.createTempFile("faas-trace-", ".part");
            try {
                return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Problem.of(System.getProperty("java.io.tmpdir"), e);
        }
    }
}
