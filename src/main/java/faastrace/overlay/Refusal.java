package faastrace.overlay;

import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.List;

/** Why no overlay of a kind matched, in terms of what was read. */
final class Refusal {
    private Refusal() {}

    static String reason(Kind kind, Facts facts) {
        return switch (kind) {
            case DISTRIBUTION ->
                "no overlay knows how packages are installed in "
                        + facts.images().stream()
                                .findFirst()
                                .map(Fact::toString)
                                .orElse("an image without FROM");
            case ENTRY ->
                "no overlay knows this entry: mode "
                        + facts.mode().map(Fact::toString).orElse("not set")
                        + ", process "
                        + facts.process().map(Fact::toString).orElse("not set");
            default ->
                "no " + kind.word() + " overlay matches "
                        + List.of(facts.template().name());
        };
    }
}
