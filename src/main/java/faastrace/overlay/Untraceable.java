package faastrace.overlay;

import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a template can't be traced, in terms of what was read. */
public final class Untraceable {
    private Untraceable() {}

    static String reason(OverlayKind kind, Facts facts) {
        return switch (kind) {
            case DISTRIBUTION ->
                "nothing says how packages are installed in " + text(facts.rootImage(), "an image without FROM")
                        + ": no overlay knows it, and no RUN shows a shell; write an overlay for it, or record the"
                        + " function from the host";
            case ENTRY ->
                facts.commandLine().isEmpty()
                        ? "it starts no process: there is neither ENTRYPOINT nor CMD; write the base image's into its"
                                + " Dockerfile"
                        : "no overlay knows this entry: mode "
                                + text(facts.mode(), "not set")
                                + ", process "
                                + text(facts.program(), "not set");
            default ->
                "no " + kind.word() + " overlay matches "
                        + List.of(facts.template().name());
        };
    }

    /** What an overlay says that refuses what it matches. */
    static String said(Overlay overlay, Facts facts) {
        return overlay.render("refuse", overlay.refuse().orElseThrow(), values(facts));
    }

    /** What an overlay says of a template that it can't do all for. */
    static String said(Overlay overlay, Caveat caveat, Facts facts) {
        return overlay.render("caveats", caveat.text(), values(facts));
    }

    private static Map<String, String> values(Facts facts) {
        return Map.of(
                "image", text(facts.rootImage(), "?"),
                "mode", text(facts.mode(), "?"),
                "process", text(facts.process(), "?"),
                "command", text(facts.commandLine(), "?"));
    }

    private static String text(Optional<Fact> fact, String otherwise) {
        return fact.map(Fact::toString).orElse(otherwise);
    }
}
