package faastrace.trace.table;

/**
 * One sample, or several samples that are alike. Names and stacks are stored as ids from a {@link Dictionary}. An
 * instance is reused for many samples.
 */
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
