package faastrace.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A waiting trace that no other collector pushes until the claim is closed. The trace's file in the queue has the
 * numbers of the trace's profiles that are done, one number per line. So they are not pushed again after a crash.
 */
final class Claim implements AutoCloseable {
    private static final int MOST_DIGITS = 9;

    private final Spool.Entry entry;
    private final FileLock lock;
    private final boolean sync;
    private final Set<Integer> done = new HashSet<>();
    private final long length;

    Claim(Spool.Entry entry, FileLock lock, boolean sync) throws IOException {
        this.entry = entry;
        this.lock = lock;
        this.sync = sync;
        byte[] saved = Files.readAllBytes(entry.file());
        int end = saved.length;
        while (end > 0 && saved[end - 1] != '\n') {
            // The process was killed while it wrote this line.
            end--;
        }
        new String(Arrays.copyOf(saved, end), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.length() <= MOST_DIGITS && line.matches("[0-9]+"))
                .forEach(line -> done.add(Integer.parseInt(line)));
        length = end;
    }

    Spool.Entry entry() {
        return entry;
    }

    /** The numbers of the profiles that were done when the trace was claimed. */
    Set<Integer> done() {
        return done;
    }

    /** Replaces what was saved since the trace was claimed. */
    void save(Collection<Integer> numbers) throws IOException {
        Instant queued = entry.queued();
        String lines = numbers.stream().map(number -> number + "\n").collect(Collectors.joining());
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII));
        try (FileChannel file = FileChannel.open(entry.file(), StandardOpenOption.WRITE)) {
            file.truncate(length + bytes.remaining()).position(length);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (sync) {
                file.force(false);
            }
        }
        if (queued != null) {
            // The modification time tells how long the trace has waited.
            Files.setLastModifiedTime(entry.file(), FileTime.from(queued));
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException closed) {
            // The channel of the lock file is closed, so the lock has already ended.
        }
    }
}
