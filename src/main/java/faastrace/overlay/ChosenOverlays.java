package faastrace.overlay;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The overlays chosen for a template.
 *
 * @param chosen the agent, the distribution, the entry, the runtimes, in this order; empty if refused
 * @param values the values that each chosen overlay's patterns found, by overlay name
 * @param imageUser the user that the image sets by itself, if that is known; empty text for one that is not root
 * @param notes what the template has to do without, and why
 * @param refusal why the template can't be traced, if so
 */
public record ChosenOverlays(
        List<Overlay> chosen,
        Map<String, Map<String, String>> values,
        Optional<String> imageUser,
        List<String> notes,
        Optional<String> refusal) {

    static ChosenOverlays refused(String reason) {
        return new ChosenOverlays(List.of(), Map.of(), Optional.empty(), List.of(), Optional.of(reason));
    }

    /** The one overlay of a kind that is taken at most once. */
    public Optional<Overlay> of(OverlayKind kind) {
        return chosen.stream().filter(overlay -> overlay.kind() == kind).findFirst();
    }

    /** How finely the template is traced with these overlays. */
    public Level level() {
        return of(OverlayKind.ENTRY).map(Overlay::level).orElse(Level.NONE);
    }
}
