package faastrace.trace;

/** A sample, or several alike, in numbers of a {@link Dictionary}. One is used again for each. */
final class Row {
    int command;
    int pid;
    int tid;
    int cpu;
    int event;
    int stack;
    int owners;
    long nanos;
    long samples;
    long period;
}
