package faastrace.overlay;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The overlays chosen for a template.
 *
 * @param chosen the agent, the distribution, the entry and the runtimes, in this order; empty if refused
 * @param values the values that each chosen overlay's patterns found, by overlay name
 * @param imageUser the user that the image itself sets, if known; an empty string if we only know that this user is
 *     not root
 * @param notes the limitations of tracing the template, with the reasons
 * @param refusal the reason why the template can't be traced, if it can't
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

    /** The chosen overlay of a kind. A template gets at most one overlay of that kind. */
    public Optional<Overlay> of(OverlayKind kind) {
        return chosen.stream().filter(overlay -> overlay.kind() == kind).findFirst();
    }

    /** How finely the template is traced with these overlays. */
    public Level level() {
        return of(OverlayKind.ENTRY).map(Overlay::level).orElse(Level.NONE);
    }
}
