package faastrace.pages;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Two traces against each other. */
public final class PairPage {
    private final ListedTrace before;
    private final ListedTrace after;
    private final HumanFormat human = new HumanFormat(Instant.now());

    private PairPage(ListedTrace before, ListedTrace after) {
        this.before = before;
        this.after = after;
    }

    /** How to choose two, where they are not chosen yet. */
    public static String choose(PageLinks site) {
        return PageTemplate.fill("choose", site, Map.of());
    }

    /** The whole page of the two. */
    public static String of(ListedTrace before, ListedTrace after, PageLinks site) {
        PairPage page = new PairPage(before, after);
        return PageTemplate.fill(
                "pair", site, Map.of("before", before, "after", after, "order", page.order(), "times", page.times()));
    }

    /** With milliseconds where these are needed to tell the two apart. */
    private List<String> times() {
        List<String> seconds = List.of(human.time(before.time()), human.time(after.time()));
        return seconds.get(0).equals(seconds.get(1))
                ? List.of(human.exactTime(before.time()), human.exactTime(after.time()))
                : seconds;
    }

    /** Which of the two is the older one. */
    private String order() {
        int age = before.time().compareTo(after.time());
        if (age == 0) {
            return before.key().equals(after.key())
                    ? "Both sides show the same trace."
                    : "Both traces were received at the same time.";
        }
        String gap = human.gap(before.time(), after.time());
        return age < 0
                ? "“Before” is the older trace. “After” was received " + gap + " later."
                : "“Before” is the newer trace, as the address asks. “After” was received " + gap + " earlier.";
    }
}
