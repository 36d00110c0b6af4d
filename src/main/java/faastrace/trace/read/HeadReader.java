package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.InvocationTimes;
import faastrace.trace.Nanos;
import faastrace.trace.Percent;
import faastrace.trace.TraceContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a {@link Head} from the comment lines at the start of a trace. From perf's own header, it takes the line that
 * shows the time of day and the time of the trace's clock at the same moment.
 */
public final class HeadReader {
    /**
     * The maximum number of invocations, so that a malicious trace can't use up the memory. A recording of a busy
     * function has about ten thousand invocations.
     */
    public static final int MOST_INVOCATIONS = 100_000;

    /** The maximum length of a line in bytes. An invocation with nine thousand children fits. */
    static final int LONGEST_LINE = 64 * 1024;

    /** The maximum length of an id. Hooks and the agent accept ids of up to 64 characters. */
    static final int LONGEST_ID = 200;

    /** The maximum memory for invocations, in bytes. A small heap has room for fewer invocations. */
    private static final long MOST_MEMORY =
            Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** The approximate memory for an invocation in bytes, without its id and its children. */
    private static final int FOR_INVOCATION = 300;

    private static final int FOR_CHILD = 32;
    private static final int FOR_CONTEXT = 180;
    private static final String ID = "id";

    /**
     * perf 5.10 and later print this line for a recording with {@code -k}: {@code # reference time: 2026-11-30
     * 15:36:18.924197 = 1796052978.924197 (TOD) = 86953.834363882 (monotonic)}.
     */
    private static final String REFERENCE = "# reference time: ";

    private static final int LONGEST_REFERENCE = 200;
    private static final Pattern TIME_OF_DAY =
            Pattern.compile(" = ([0-9]{1,10}\\.[0-9]{1,9}) \\(TOD\\) = ([0-9]{1,10}\\.[0-9]{1,9}) ");

    /** Eighteen digits are enough for thirty years. With this limit, sums of several numbers fit into a long. */
    private static final Pattern NANOSECONDS = Pattern.compile("[0-9]{1,18}");

    private final List<Invocation> invocations = new ArrayList<>();
    private @Nullable Map<String, String> meta;
    private @Nullable String epoch;
    private int format;
    private int malformed;
    private long memory;

    /** Parses a comment line. Comments that are not head lines are ignored. */
    void accept(LineBytes line) {
        if (line.startsWith(REFERENCE, 0) && line.length() <= LONGEST_REFERENCE) {
            takeReference(line.text());
        }
        if (!line.startsWith(Head.PREFIX, 0)) {
            return;
        }
        try {
            require(line.length() <= LONGEST_LINE);
            take(line.text().substring(Head.PREFIX.length()).strip().split(" +"));
        } catch (IllegalArgumentException strange) {
            malformed++;
        }
    }

    private void takeReference(String line) {
        Matcher times = TIME_OF_DAY.matcher(line);
        if (epoch != null || !times.find()) {
            return;
        }
        try {
            long nanos = Nanos.parse(times.group(1)) - Nanos.parse(times.group(2));
            epoch = nanos >= 0 ? Nanos.format(nanos) : null;
        } catch (IllegalArgumentException outOfRange) {
            epoch = null;
        }
    }

    Head head() {
        Map<String, String> all = new HashMap<>(meta == null ? Map.of() : meta);
        if (epoch != null) {
            all.put(Head.EPOCH, epoch);
        }
        return new Head(format, all, invocations, malformed);
    }

    /** An estimate of the memory in use, in bytes. */
    long memory() {
        return memory;
    }

    private void take(String[] words) {
        if (words[0].equals("invocation")) {
            require(invocations.size() < MOST_INVOCATIONS);
            Invocation invocation = invocation(fields(words));
            long size = FOR_INVOCATION
                    + 2L * invocation.id().length()
                    + (long) FOR_CHILD * invocation.children().size()
                    + (invocation.givenContext().isPresent() ? FOR_CONTEXT : 0);
            require(memory + size <= MOST_MEMORY);
            memory += size;
            invocations.add(invocation);
        } else if (words[0].equals("meta")) {
            require(meta == null);
            meta = fields(words);
        } else {
            require(words.length == 1 && format == 0);
            format = positive(words[0]);
        }
    }

    /**
     * The values by key. Unknown values are left out. If a key occurs twice, its first value counts. An id is taken
     * literally, because a client may choose the id {@code -}.
     */
    private static Map<String, String> fields(String[] words) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            require(equals > 0);
            String key = words[i].substring(0, equals);
            String value = words[i].substring(equals + 1);
            if (!value.isEmpty() && (key.equals(ID) || !value.equals(Head.UNKNOWN))) {
                fields.putIfAbsent(key, Percent.decode(value));
            }
        }
        return fields;
    }

    private static Invocation invocation(Map<String, String> fields) {
        long start = Nanos.parse(fields.getOrDefault("start", ""));
        long end = Nanos.parse(fields.getOrDefault("end", ""));
        String id = fields.getOrDefault(ID, ""); // an empty value is left out
        require(end >= start && !id.isEmpty() && id.length() <= LONGEST_ID);
        boolean overlap = fields.getOrDefault("overlap", "0").equals("1");
        return new Invocation(
                id,
                start,
                end,
                number(fields.get("pid")),
                number(fields.get("tid")),
                children(fields.get("children")),
                overlap,
                times(fields),
                TraceContext.of(Optional.ofNullable(fields.get("trace")), Optional.ofNullable(fields.get("span"))));
    }

    private static InvocationTimes times(Map<String, String> fields) {
        return new InvocationTimes(
                nanos(fields.get("cpu")),
                nanos(fields.get("ready")),
                nanos(fields.get("throttled")),
                fields.getOrDefault("shared", "0").equals("1"),
                nanos(fields.get("unsampled")));
    }

    /** The number; absent if it can't be parsed, because an invocation without it is better than no invocation. */
    private static OptionalLong nanos(@Nullable String text) {
        boolean known = text != null && NANOSECONDS.matcher(text).matches();
        return known ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static Set<Integer> children(@Nullable String text) {
        Set<Integer> children = new HashSet<>();
        for (String child : text == null ? new String[0] : text.split("\\+")) {
            children.add(positive(child));
        }
        return children;
    }

    private static OptionalInt number(@Nullable String text) {
        return text == null ? OptionalInt.empty() : OptionalInt.of(positive(text));
    }

    private static int positive(String text) {
        int number = Integer.parseInt(text);
        require(number > 0);
        return number;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }
}
