package faastrace.hook;

import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the current thread has spent its time so far, in nanoseconds. A number that can't be read is -1. */
final class Spent {
    private static final Pattern THROTTLED = Pattern.compile("(?m)^throttled_(usec|time) (\\d{1,15})$");
    private static final Counts PROCESS = new Counts(new File("/proc/self/stat"));

    private final Thread thread = Thread.currentThread();
    private long cpu = -1;
    private long ready = -1;
    private long throttled = -1;

    /** Reads the numbers of the current thread, and the container's number from the given file. */
    Spent(Counts container) {
        // This makes the kernel update the numbers of this thread. Java's own API would load hundreds of classes.
        PROCESS.read();
        // Not kept open, because a server can have many threads.
        try (Counts own = new Counts(new File("/proc/thread-self/schedstat"))) {
            String[] words = own.read().trim().split(" ");
            if (words.length == 3 && !words[2].equals("0")) { // some kernels don't count
                cpu = number(words[0]);
                ready = number(words[1]);
            }
        }
        Matcher counted = THROTTLED.matcher(container.read());
        if (counted.find()) {
            throttled = number(counted.group(2)) * (counted.group(1).equals("usec") ? 1000 : 1);
        }
    }

    /** How the time since another measurement was spent, for the end of a line; empty if the threads differ. */
    String since(Spent before) {
        return thread != before.thread
                ? ""
                : difference(" cpu=", before.cpu, cpu)
                        + difference(" ready=", before.ready, ready)
                        + difference(" throttled=", before.throttled, throttled);
    }

    private static String difference(String name, long from, long to) {
        return from < 0 || to < from ? "" : name + (to - from);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
