package faastrace.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a response's body, up to a maximum length. Other threads can watch how it grows. */
final class Received {
    private final OutputStream target;
    private final long most;
    private volatile long count;
    private volatile boolean over;
    private volatile @Nullable IOException failure;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Keeps the bytes in memory. */
    static final class Memory extends ByteArrayOutputStream {}

    /** @param most the maximum number of bytes */
    Received(OutputStream target, long most) {
        this.target = target;
        this.most = most;
    }

    /** Takes the next bytes. What can't be kept is dropped. */
    synchronized void accept(byte[] bytes) {
        if (isEnded()) {
            return;
        }
        try {
            int kept = (int) Math.min(bytes.length, most - count);
            target.write(bytes, 0, kept);
            over = kept < bytes.length;
            count += bytes.length;
        } catch (IOException e) {
            failure = e;
        }
        if (isEnded()) {
            end.complete(null);
        }
    }

    /** Completes when the rest of the body is not needed. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** The number of bytes that have arrived. */
    long count() {
        return count;
    }

    /** Whether the rest of the body is not needed, because it is too long or can't be kept. */
    boolean isEnded() {
        return over || failure != null;
    }

    /** Whether the body was longer than the maximum length. */
    boolean isOver() {
        return over;
    }

    /** Why the bytes could not be kept. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The bytes as text, if they are in memory. */
    synchronized String text() {
        return target instanceof Memory memory ? memory.toString(StandardCharsets.UTF_8) : "";
    }

    /** The bytes, if they are in memory. */
    synchronized byte[] bytes() {
        return target instanceof Memory memory ? memory.toByteArray() : new byte[0];
    }
}
