package faastrace.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How often each stack occurs, as flame-graph tools read it: {@code command;outermost;…;innermost COUNT}, where the
 * count is of samples. It keeps one text and one number for each stack that differs, whatever the number of samples.
 */
public final class FoldedStacks {
    private static final String UNKNOWN = "[unknown]";

    /** From the ids of those that own a sample to what stands before its stack, once for each time that it counts. */
    private final UnaryOperator<List<String>> roots;

    private final Map<String, long[]> counts = new HashMap<>();
    private String event;
    private String otherEvent;

    private FoldedStacks(UnaryOperator<List<String>> roots) {
        this.roots = roots;
    }

    /** All samples, in invocations or not. */
    public static FoldedStacks ofAll() {
        return new FoldedStacks(ids -> List.of(""));
    }

    /** Only samples that the invocation owns, or all invocations of that id. */
    public static FoldedStacks ofInvocation(String id) {
        return new FoldedStacks(ids -> ids.contains(id) ? List.of("") : List.of());
    }

    /** Samples that invocations own, below the invocation's id; those that several own stand below each of them. */
    public static FoldedStacks byInvocation() {
        return new FoldedStacks(ids -> ids.stream().map(id -> clean(id) + ";").toList());
    }

    /** Takes samples of this event only; without, of the first one that is found. */
    public FoldedStacks ofEvent(String name) {
        event = name;
        return this;
    }

    /**
     * Adds the stacks of a trace.
     *
     * @param in perf script text, packed with gzip or not; stays open
     * @throws IOException if the stream can't be read
     */
    public Reading add(InputStream in) throws IOException {
        Pass pass = new Pass();
        return PerfScriptReader.read(in, pass::heard, pass::add);
    }

    /** The event whose samples were taken, if there were any. */
    public Optional<String> event() {
        return Optional.ofNullable(event);
    }

    /** One whose samples were left out: counts of different events can't be added up. */
    public Optional<String> otherEvent() {
        return Optional.ofNullable(otherEvent);
    }

    /** Whether no sample was taken. */
    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Prints a line for each stack, in the order of their texts. */
    public void print(PrintWriter out) {
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.print(entry.getKey() + " " + entry.getValue()[0] + "\n"));
    }

    /** One trace on its way in: its head says who owns its samples. */
    private final class Pass {
        private List<Invocation> invocations = List.of();
        private Attribution attribution = new Attribution(invocations);

        void heard(Head head) {
            invocations = head.invocations();
            attribution = new Attribution(invocations);
        }

        void add(Sample sample) {
            event = event == null ? sample.event() : event;
            if (!event.equals(sample.event())) {
                otherEvent = sample.event();
                return;
            }
            List<String> owners = attribution.owners(sample).stream()
                    .map(owner -> invocations.get(owner).id())
                    .distinct() // callers choose ids, and may use one twice
                    .toList();
            List<String> before = roots.apply(owners);
            if (!before.isEmpty()) {
                String stack = stack(sample);
                before.forEach(root -> counts.computeIfAbsent(root + stack, text -> new long[1])[0]++);
            }
        }
    }

    private static String stack(Sample sample) {
        StringBuilder stack = new StringBuilder(clean(sample.command()));
        for (int i = sample.frames().size() - 1; i >= 0; i--) {
            stack.append(';').append(clean(name(sample.frames().get(i))));
        }
        return stack.toString();
    }

    /** A function without a name goes by the file that it is in. */
    private static String name(Frame frame) {
        if (frame.named()) {
            return frame.symbol();
        }
        String file = frame.module().substring(frame.module().lastIndexOf('/') + 1);
        return file.isEmpty() || file.startsWith("[") ? file : "[" + file + "]";
    }

    /** Semicolons part frames, and line ends stacks; names are whatever a program calls itself. */
    private static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        name.strip()
                .codePoints()
                .map(c -> c == ';' ? ':' : Character.isISOControl(c) ? '\uFFFD' : c)
                .forEach(clean::appendCodePoint);
        return clean.isEmpty() ? UNKNOWN : clean.toString();
    }
}
