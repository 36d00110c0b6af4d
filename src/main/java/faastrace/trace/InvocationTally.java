package faastrace.trace;

import java.util.List;

/** Counts samples by the invocations that own them. */
public final class InvocationTally {
    private final Attribution attribution;
    private final long[] samples;
    private long attributed;

    /** Starts with nothing counted, for the invocations of one head. */
    public InvocationTally(List<Invocation> invocations) {
        attribution = new Attribution(invocations);
        samples = new long[invocations.size()];
    }

    /** Counts the sample for each invocation that owns it: several where one thread serves several at once. */
    public void add(Sample sample) {
        int[] owners = attribution.owners(sample);
        for (int owner : owners) {
            samples[owner]++;
        }
        attributed += owners.length == 0 ? 0 : 1;
    }

    /** Samples by the place of the invocation in the head. */
    public long[] samples() {
        return samples.clone();
    }

    /** Samples that at least one invocation owns. */
    public long attributed() {
        return attributed;
    }
}
