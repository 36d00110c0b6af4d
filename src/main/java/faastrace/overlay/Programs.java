package faastrace.overlay;

import faastrace.overlay.match.BoundedText;
import faastrace.template.Fact;
import faastrace.template.Facts;
import faastrace.template.Interpretation;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /**
     * The facts, plus the program if the process launches one, and the texts that lead to it.
     *
     * @param code returns the text of a file without comments
     */
    Facts in(Facts facts, Function<TemplateFile, String> code) {
        Facts readable = facts.with(new Interpretation(Optional.empty(), List.of(), code));
        List<String> start = new ArrayList<>();
        readable.commandLine().ifPresent(command -> follow(command, readable, start));
        Optional<Fact> program = readable.process().map(process -> follow(process, readable, start));
        return facts.with(new Interpretation(
                program.filter(found -> !found.equals(readable.process().orElseThrow())), start, code));
    }

    /** The last program that the process launches. Adds the texts that lead to it. */
    private Fact follow(Fact process, Facts facts, List<String> start) {
        Set<String> seen = new HashSet<>();
        Fact program = process;
        Optional<Fact> next = Optional.of(process);
        while (next.isPresent()
                && seen.size() < MOST_LAUNCHERS
                && seen.add(next.get().value())) {
            program = next.get();
            start.add(program.value());
            scripts(program, facts).forEach(start::add);
            next = next(program, facts);
        }
        return program;
    }

    private List<String> scripts(Fact process, Facts facts) {
        try {
            return launchers(facts)
                    .flatMap(overlay -> overlay.knowledge().launchers().stream()
                            .flatMap(launcher -> launcher.script(overlay, process, facts).stream()))
                    .map(facts::code)
                    .distinct()
                    .toList();
        } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
            return List.of();
        }
    }

    private Stream<Overlay> launchers(Facts facts) {
        return launchers.stream().filter(overlay -> Matching.of(overlay, facts).isPresent());
    }

    private Optional<Fact> next(Fact process, Facts facts) {
        try {
            return launchers(facts)
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
