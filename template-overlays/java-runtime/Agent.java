package faastrace.hook;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** Talks to the agent through the files in the agent's folder. Skips what can't be done at once. */
final class Agent {
    private static final int ROOM = 32768;
    private static final long FRESH = 50_000_000;

    private final File folder;
    private final String process;
    private FileOutputStream invocations;
    private long opened;
    private long looked = System.nanoTime() - FRESH;
    private volatile String event;

    Agent(File folder, String process) {
        this.folder = folder;
        this.process = process;
    }

    File file(String name) {
        return new File(folder, name);
    }

    /** Writes a line to a pipe. Returns false if the pipe does not exist or nobody reads it. */
    boolean tell(String pipe, String line) {
        File file = file(pipe);
        if (!file.exists() || file.isFile()) {
            return false;
        }
        // Opened for reading too, because otherwise Java waits for a reader.
        try (RandomAccessFile out = new RandomAccessFile(file, "rw");
                FileInputStream unread = new FileInputStream(out.getFD())) {
            if (unread.available() > ROOM) {
                return false;
            }
            out.write(bytes(line));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether perf follows this process. The result is kept for 50 ms. Waits for perf until the given time. */
    synchronized boolean ready(long until) {
        if (!isFresh(looked)) {
            event = armed(until);
        }
        return event != null;
    }

    /** Opens a recording, unless one is open. The result is kept for 50 ms, because the agent may close the recording. */
    synchronized boolean open() {
        try {
            if (isFresh(looked)) {
                return true;
            }
            if (file("on").createNewFile()) {
                sample(true);
                tell("events", "call");
            }
            looked = System.nanoTime();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFresh(long time) {
        return System.nanoTime() - time < FRESH;
    }

    /** Switches sampling on or off. */
    void sample(boolean on) {
        tell("control", (on ? "enable " : "disable ") + event);
    }

    /** A number that grows with each command that perf has carried out. It is negative if it is unknown. */
    long acknowledged() {
        File acks = file("acks");
        return acks.exists() ? acks.length() : -1;
    }

    /** Appends a line to the invocations in one write. Reopens the file after 50 ms, as the agent may have moved it. */
    synchronized boolean note(String line) {
        try {
            if (invocations == null || !isFresh(opened)) {
                FileOutputStream old = invocations;
                invocations = new FileOutputStream(file("invocations"), true);
                opened = System.nanoTime();
                if (old != null) {
                    old.close();
                }
            }
            invocations.write(bytes(line));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The event to enable, or null if perf isn't attached to this process. Waits for perf until the given time. */
    private String armed(long until) {
        String followed = followed();
        while (followed == null && System.nanoTime() - until < 0 && !file("refused").exists() && pause()) {
            followed = followed();
        }
        return followed;
    }

    /** The event to enable, if perf follows this process. It may be a worker of the process that perf is attached to. */
    private String followed() {
        File armed = file("armed");
        if (!armed.exists()) {
            return null;
        }
        byte[] text = new byte[200];
        try (FileInputStream in = new FileInputStream(armed)) {
            int length = Math.max(in.read(text), 0);
            String[] words = new String(text, 0, length, StandardCharsets.UTF_8).trim().split(" ");
            boolean follows = words[0].equals(process) || file("followed." + process).exists();
            return words.length == 2 && follows ? words[1] : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(5);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
