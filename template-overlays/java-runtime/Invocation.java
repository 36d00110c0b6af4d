package faastrace.hook;

/** A traced request that is running. */
final class Invocation {
    final String id;
    final long start;
    final String process;
    final boolean demanded;
    final boolean overlaps;
    final long begun;
    /** A word for the line: the header traceparent of a caller that is part of a distributed trace; otherwise empty. */
    String parent = "";
    /** The kernel's id of the thread that serves the request. */
    String thread;
    /** What the thread had spent at the start; null if the request has no thread of its own. */
    Spent before;

    Invocation(String id, String process, String thread, boolean demanded, boolean overlaps, long begun) {
        this.id = id;
        this.start = System.nanoTime();
        this.process = process;
        this.thread = thread;
        this.demanded = demanded;
        this.overlaps = overlaps;
        this.begun = begun;
    }

    /** Other requests may have been served on the same thread, or this one on several threads. */
    void share() {
        thread = Tracer.SHARED;
        before = null;
    }

    /** The rest of a line that begins with {@code begin} or {@code end}. Only an {@code end} line has an end time. */
    String bounds(long... end) {
        StringBuilder line = new StringBuilder(id).append(' ').append(seconds(start));
        for (long nanos : end) {
            line.append(' ').append(seconds(nanos));
        }
        return line.append(' ').append(process).append(' ').append(thread).toString();
    }

    /** The last word of each line; empty unless the request asked for its trace. */
    String mark() {
        return demanded ? " demand=1" : "";
    }

    /** nanoTime is CLOCK_MONOTONIC, the clock of the samples. */
    private static String seconds(long nanos) {
        return nanos / Sampler.SECOND + "." + String.valueOf(Sampler.SECOND + nanos % Sampler.SECOND).substring(1);
    }
}
