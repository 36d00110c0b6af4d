package faastrace.pages;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The page that compares two traces. */
public final class PairPage {
    private final ListedTrace before;
    private final ListedTrace after;
    private final HumanFormat human = new HumanFormat(Instant.now());

    private PairPage(ListedTrace before, ListedTrace after) {
        this.before = before;
        this.after = after;
    }

    /** The page that explains how to choose two traces. */
    public static String choose(PageLinks site) {
        return PageTemplate.fill(
                "choose",
                site,
                Map.of(
                        "title",
                        "Compare two traces",
                        "text",
                        "You can compare two runs of a function, for example before and after a change, or on two machines. "
                                + "Select two traces in the list, and press “Compare two”."));
    }

    /** The HTML of the page that compares two traces. */
    public static String of(ListedTrace before, ListedTrace after, PageLinks site) {
        PairPage page = new PairPage(before, after);
        return PageTemplate.fill(
                "pair", site, Map.of("before", before, "after", after, "order", page.order(), "times", page.times()));
    }

    /** The times of both traces. If both times are in the same second, they are shown with milliseconds. */
    private List<String> times() {
        List<String> seconds = List.of(human.time(before.time()), human.time(after.time()));
        return seconds.get(0).equals(seconds.get(1))
                ? List.of(human.exactTime(before.time()), human.exactTime(after.time()))
                : seconds;
    }

    /** Says which trace is older. */
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
                : "“Before” is the newer trace, because the URL asks for this order. “After” was received " + gap
                        + " earlier.";
    }
}
