package faastrace;

import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.overlay.OverlayKind;
import faastrace.overlay.Overlays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generates the table of supported templates in docs/templates.md. It lists what the built-in overlays trace, the most
 * specific overlay first, followed by what they reject.
 */
final class SupportedTemplates {
    private SupportedTemplates() {}

    /** The table in Markdown. */
    static String table() {
        Stream<String> traced = Overlays.builtIn().all().stream()
                .filter(overlay -> overlay.level() != Level.NONE)
                .sorted(Comparator.comparing(Overlay::priority).reversed())
                .map(overlay -> row(overlay, overlay.level().word(), overlay.frames()));
        Stream<String> refused = Overlays.builtIn().all().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.DISTRIBUTION
                        && overlay.refuse().isPresent())
                .map(overlay -> row(overlay, "refused, with the reason", "–"));
        return "| template | overlay | level | names in stacks | oldest language version |\n|---|---|---|---|---|\n"
                + Stream.concat(traced, refused).collect(Collectors.joining());
    }

    private static String row(Overlay overlay, String level, String frames) {
        return "| " + overlay.description() + " | `" + overlay.name() + "` | " + level + " | " + frames + " | "
                + oldest(overlay) + " |\n";
    }

    private static String oldest(Overlay overlay) {
        return overlay.oldest().isEmpty()
                ? "–"
                : overlay.oldest().values().stream().flatMap(List::stream).collect(Collectors.joining(", "));
    }
}
