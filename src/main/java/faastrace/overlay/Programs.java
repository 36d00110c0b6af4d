package faastrace.overlay;

import faastrace.overlay.match.BoundedText;
import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the program that a process launches, even if several launchers are chained. */
final class Programs {
    /** No real template has this many launchers. Without a limit, a script that starts itself would never end. */
    private static final int MOST_LAUNCHERS = 8;

    private final List<Overlay> launchers;

    Programs(Collection<Overlay> overlays) {
        this.launchers = overlays.stream()
                .filter(overlay -> overlay.kind() == OverlayKind.LAUNCHER)
                .sorted(Comparator.comparingInt(Overlay::priority).reversed())
                .toList();
    }

    /** The facts plus the program, if the process launches one. */
    Facts in(Facts facts) {
        Optional<Fact> program = facts.process();
        Set<String> seen = new HashSet<>();
        Optional<Fact> next = program;
        while (next.isPresent()
                && seen.size() < MOST_LAUNCHERS
                && seen.add(next.get().value())) {
            program = next;
            next = next(next.get(), facts);
        }
        return program.equals(facts.process()) ? facts : facts.launching(program.get());
    }

    private Optional<Fact> next(Fact process, Facts facts) {
        try {
            return launchers.stream()
                    .filter(overlay -> Matching.of(overlay, facts).isPresent())
                    .flatMap(overlay -> overlay.knowledge().launchers().stream()
                            .map(launcher -> launcher.program(overlay, process, facts)))
                    .flatMap(Optional::stream)
                    .filter(program -> !program.value().isBlank())
                    .findFirst();
        } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
            return Optional.empty();
        }
    }
}
