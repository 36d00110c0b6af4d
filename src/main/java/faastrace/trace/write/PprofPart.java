package faastrace.trace.write;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One profile in the format {@code profile.proto}, with as many folded stacks as the size limits allow. */
final class PprofPart {
    private static final int MOST_SAMPLES = 16_000;
    static final int MOST_FRAMES = 1000;
    private static final int MOST_BYTES = 2_000_000;

    /**
     * The maximum length of a name. It is so short that even a stack with the maximum number of frames and the longest
     * names fits into a profile.
     */
    private static final int MOST_CHARS = 512;

    static final String LEFT_OUT = "[left out]";
    private static final int FRAME_BYTES = 24;

    private final List<FoldedStacks.Stack> stacks;
    private final long nanosPerSample;
    private final ProtobufMessage out = new ProtobufMessage();
    private final Map<String, Integer> strings = new LinkedHashMap<>();

    /** The id of the location for each name. */
    private final Map<String, Integer> locations = new HashMap<>();

    private int textBytes;
    private int samples;

    /** @param nanosPerSample the CPU time that a sample stands for; 0 for a profile that only counts samples */
    PprofPart(List<FoldedStacks.Stack> stacks, long nanosPerSample) {
        this.stacks = stacks;
        this.nanosPerSample = nanosPerSample;
        string("");
        out.message(1, valueType("samples", "count"));
        if (nanosPerSample > 0) {
            out.message(1, valueType("cpu", "nanoseconds"));
        }
    }

    /**
     * Adds the stack at index {@code first}, and the following stacks that fit. Returns the index of the first stack
     * that was not added.
     */
    int take(int first) {
        int next = first;
        while (next < stacks.size() && samples < MOST_SAMPLES && (next == first || fits(stacks.get(next)))) {
            add(stacks.get(next++));
        }
        return next;
    }

    /**
     * Writes the profile, and returns its size in bytes.
     *
     * @param time the start of the profile, in nanoseconds since 1970
     */
    int write(long time, long duration, OutputStream target) throws IOException {
        out.number(9, time).number(10, duration);
        if (nanosPerSample > 0) {
            out.message(11, valueType("cpu", "nanoseconds")).number(12, nanosPerSample);
        }
        strings.keySet().forEach(string -> out.text(6, string));
        int size = out.size();
        out.drainTo(target);
        return size;
    }

    /** Whether the stack certainly fits, even if each character of its new names takes three bytes. */
    private boolean fits(FoldedStacks.Stack stack) {
        int most = 0;
        for (String name : stack.names()) {
            most += FRAME_BYTES + (locations.containsKey(name) ? 0 : Math.min(name.length(), MOST_CHARS) * 3);
        }
        return out.size() + textBytes + most <= MOST_BYTES;
    }

    private void add(FoldedStacks.Stack stack) {
        String[] names = stack.names();
        int frames = Math.min(names.length, MOST_FRAMES);
        long[] leafFirst = new long[frames];
        for (int i = 0; i < frames; i++) {
            // If a stack is too deep, its middle is left out, because both ends are more useful.
            boolean inner = i < MOST_FRAMES / 2;
            int at = inner ? names.length - 1 - i : frames - 1 - i;
            boolean cut = frames < names.length && i == MOST_FRAMES / 2;
            leafFirst[i] = location(cut ? LEFT_OUT : names[at]);
        }
        ProtobufMessage sample = new ProtobufMessage().numbers(1, leafFirst);
        long[] values = {stack.count(), stack.count() * nanosPerSample};
        sample.numbers(2, nanosPerSample > 0 ? values : Arrays.copyOf(values, 1));
        out.message(2, sample);
        samples++;
    }

    private int location(String name) {
        Integer known = locations.get(name);
        if (known != null) {
            return known;
        }
        int id = locations.size() + 1;
        locations.put(name, id);
        int string = string(shortened(name));
        out.message(4, new ProtobufMessage().number(1, id).message(4, new ProtobufMessage().number(1, id)));
        out.message(5, new ProtobufMessage().number(1, id).number(2, string).number(3, string));
        return id;
    }

    /** Cuts a name that is too long for backends. */
    static String shortened(String text) {
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
        return text.substring(0, end);
    }

    private ProtobufMessage valueType(String type, String unit) {
        return new ProtobufMessage().number(1, string(type)).number(2, string(unit));
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, strings.size());
        if (known != null) {
            return known;
        }
        textBytes += 4 + text.length() * 3;
        return strings.size() - 1;
    }
}
