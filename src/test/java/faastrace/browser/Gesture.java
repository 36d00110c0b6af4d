package faastrace.browser;

import faastrace.browser.Browser.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Movements of a mouse or a finger, as the steps of WebDriver's pointer actions. */
final class Gesture {
    private static final int STEPS = 8;

    private Gesture() {}

    /** Moves to a position. */
    static Map<String, Object> move(Point to) {
        return Map.of("type", "pointerMove", "duration", 20, "x", to.x(), "y", to.y());
    }

    /** Moves to a position, presses and releases there. */
    static List<Map<String, Object>> press(Point at) {
        return List.of(move(at), down(), up());
    }

    /** Presses at one position, moves gradually to another one, and releases there. The list can be changed. */
    static List<Map<String, Object>> stroke(Point from, Point to) {
        List<Map<String, Object>> steps = new ArrayList<>(List.of(move(from), down()));
        for (int i = 1; i <= STEPS; i++) {
            int x = from.x() + (to.x() - from.x()) * i / STEPS;
            int y = from.y() + (to.y() - from.y()) * i / STEPS;
            steps.add(move(new Point(x, y)));
        }
        steps.add(up());
        return steps;
    }

    private static Map<String, Object> down() {
        return Map.of("type", "pointerDown", "button", 0);
    }

    private static Map<String, Object> up() {
        return Map.of("type", "pointerUp", "button", 0);
    }
}
