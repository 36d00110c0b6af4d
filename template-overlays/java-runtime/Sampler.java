package faastrace.hook;

/** Decides which requests to trace. Called under the tracer's lock. */
interface Sampler {
    long SECOND = 1_000_000_000L;

    boolean wants();

    /** The sampler for a value of FAAS_TRACE_SAMPLE: all, off, 1/N or Ns. Any other value means 10s. */
    static Sampler of(String rule) {
        String text = rule == null ? "" : rule;
        if (text.equals("all") || text.equals("off")) {
            return () -> text.equals("all");
        }
        if (text.matches("1/[1-9][0-9]{0,8}")) {
            return oneIn(Integer.parseInt(text.substring(2)));
        }
        boolean seconds = text.matches("[1-9][0-9]{0,8}s");
        return atMostEvery((seconds ? Long.parseLong(text.substring(0, text.length() - 1)) : 10) * SECOND);
    }

    /** The sampler for on-demand traces, for values of FAAS_TRACE_HEADER and FAAS_TRACE_HEADER_RATE. */
    static Sampler ofDemand(String header, String rate) {
        if ("off".equals(header)) {
            return () -> false;
        }
        boolean number = rate != null && rate.matches("[1-9][0-9]{0,8}");
        return atMostEvery(SECOND / (number ? Long.parseLong(rate) : 1));
    }

    /** Traces the first request, and then every Nth request. */
    static Sampler oneIn(int calls) {
        int[] before = {0};
        return () -> {
            boolean wanted = before[0] == 0;
            before[0] = (before[0] + 1) % calls;
            return wanted;
        };
    }

    static Sampler atMostEvery(long nanos) {
        long[] due = {System.nanoTime()};
        return () -> {
            long now = System.nanoTime();
            if (now - due[0] < 0) {
                return false;
            }
            due[0] = now + nanos;
            return true;
        };
    }
}
