package faastrace.overlay;

import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reasons why a template can't be traced, with the facts that were read. */
public final class Untraceable {
    private Untraceable() {}

    static String reason(OverlayKind kind, Facts facts) {
        return switch (kind) {
            case DISTRIBUTION ->
                facts.rootImage().isEmpty()
                        ? "its Dockerfile has no FROM instruction; check that the file is a Dockerfile"
                        : "faas-trace does not know how to install packages in "
                                + text(facts.rootImage(), "")
                                + ": no overlay knows the image, and no RUN instruction shows that it has a shell; if it"
                                + " has one, add the line RUN true to the Dockerfile, otherwise record the function from"
                                + " the host";
            case ENTRY ->
                facts.commandLine().isEmpty()
                        ? "it starts no process: there is neither ENTRYPOINT nor CMD; copy those of the base image into"
                                + " its Dockerfile"
                        : "no overlay matches this entry: mode "
                                + text(facts.mode(), "not set")
                                + ", process "
                                + text(facts.program(), "not set");
            default ->
                "no " + kind.word() + " overlay matches "
                        + List.of(facts.template().name());
        };
    }

    /** The text of an overlay that refuses the templates it matches. */
    static String said(Overlay overlay, Facts facts) {
        return overlay.render("refuse", overlay.refuse().orElseThrow(), values(facts));
    }

    /** The text of a caveat, for this template. It can use the values that its patterns found. */
    static String said(Overlay overlay, Caveat caveat, Facts facts, Map<String, String> found) {
        Map<String, String> values = new HashMap<>(found);
        values.putAll(values(facts));
        return overlay.render("caveats", caveat.text(), values).strip();
    }

    private static Map<String, String> values(Facts facts) {
        return Map.of(
                "image", text(facts.rootImage(), "?"),
                "mode", text(facts.mode(), "?"),
                "process", text(facts.process(), "?"),
                "program", text(facts.program(), "?"),
                "command", text(facts.commandLine(), "?"));
    }

    private static String text(Optional<Fact> fact, String otherwise) {
        return fact.map(Fact::toString).orElse(otherwise);
    }
}
