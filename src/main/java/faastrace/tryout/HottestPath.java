package faastrace.tryout;

import faastrace.trace.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls in which most samples were taken: from the outermost on, while one call has more than half of them. */
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
     * The known names on the path, outermost first.
     *
     * @param samples how many samples were taken in its innermost call
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
