package faastrace.trace.table;

/** A sample, or several alike, in numbers of a {@link Dictionary}. One is used again for each. */
public final class SampleRow {
    public int command;
    public int pid;
    public int tid;
    public int cpu;
    public int event;
    public int stack;
    public int owners;
    public long nanos;
    public long samples;
    public long period;
}
