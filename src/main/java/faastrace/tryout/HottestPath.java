package faastrace.tryout;

import faastrace.trace.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The path of calls in which most samples were taken. Each call on the path has more than half of all samples. */
final class HottestPath {
    private static final int LONGEST = 256;

    private final List<List<String>> stacks = new ArrayList<>();

    /** @param frames a sample's stack, leaf first */
    void add(List<Frame> frames) {
        List<String> names = new ArrayList<>();
        for (int i = frames.size() - 1; i >= 0; i--) {
            names.add(frames.get(i).named() ? frames.get(i).symbol() : "");
        }
        stacks.add(names);
    }

    /**
     * A path of calls.
     *
     * @param names the calls' names, outermost first, without calls whose name is unknown
     * @param samples the number of samples that were taken in the innermost call
     */
    record Path(List<String> names, long samples) {}

    Path path() {
        List<List<String>> under = stacks;
        List<String> names = new ArrayList<>();
        for (int depth = 0; depth < LONGEST; depth++) {
            Map<String, List<List<String>>> next = new HashMap<>();
            for (List<String> stack : under) {
                if (stack.size() > depth) {
                    next.computeIfAbsent(stack.get(depth), name -> new ArrayList<>())
                            .add(stack);
                }
            }
            Map.Entry<String, List<List<String>>> largest = next.entrySet().stream()
                    .max(Map.Entry.comparingByValue((one, other) -> Integer.compare(one.size(), other.size())))
                    .orElse(null);
            if (largest == null || largest.getValue().size() * 2L <= stacks.size()) {
                break;
            }
            if (!largest.getKey().isEmpty()) {
                names.add(largest.getKey());
            }
            under = largest.getValue();
        }
        return new Path(List.copyOf(names), under.size());
    }
}
