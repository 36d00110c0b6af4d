package faastrace.collector;

import java.util.stream.IntStream;

/** Traces that are told apart by their numbers: a number determines the ids and durations of a trace's invocations. */
final class NumberedTrace {
    /** The number of invocations in a trace. */
    static final int CALLS = 3;

    private NumberedTrace() {}

    static String id(int number, int call) {
        return "call-" + number + "-" + call;
    }

    /** The number of the trace to which the line of an invocation belongs. */
    static int number(String line) {
        return Integer.parseInt(line.split("id=call-")[1].split("-")[0]);
    }

    /** The duration of an invocation, in milliseconds. No two invocations of 100,000 traces have the same duration. */
    static long millis(int number, int call) {
        return 1 + (number * 7919L + call * 104_729L) % 1_000_003;
    }

    static String text(int number) {
        StringBuilder text = new StringBuilder("# faas-trace 1\n# faas-trace meta function=f version=v1\n");
        long at = 5000;
        for (int call = 0; call < CALLS; call++) {
            long end = at + millis(number, call);
            text.append("# faas-trace invocation id=%s start=%d.%03d end=%d.%03d pid=12 tid=13 overlap=0\n"
                    .formatted(id(number, call), at / 1000, at % 1000, end / 1000, end % 1000));
            at = end;
        }
        return text + CollectorFixture.SAMPLE.repeat(20);
    }

    static long slowest(int number) {
        return IntStream.range(0, CALLS)
                .mapToLong(call -> millis(number, call))
                .max()
                .orElseThrow();
    }
}
