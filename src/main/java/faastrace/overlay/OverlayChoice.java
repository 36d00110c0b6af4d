package faastrace.overlay;

import faastrace.overlay.match.BoundedText;
import faastrace.template.Facts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses the overlays for one template, and reports what can't be traced and why. */
final class OverlayChoice {
    private final Collection<Overlay> overlays;
    private final Facts facts;
    private final Map<OverlayKind, List<Overlay>> matching = new HashMap<>();
    private final Map<String, Map<String, String>> values = new HashMap<>();
    private final Map<String, String> barred;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> cures = new HashSet<>();
    private boolean lowered;

    /** @param barred the overlays that can't be applied to this template, with the reason, by name */
    OverlayChoice(Collection<Overlay> overlays, Facts facts, Map<String, String> barred) {
        this.overlays = overlays;
        this.facts = facts;
        this.barred = new LinkedHashMap<>(barred);
        for (Overlay overlay : overlays) {
            cures.addAll(overlay.cures());
            if (!barred.containsKey(overlay.name())) {
                Matching.of(overlay, facts).ifPresent(found -> {
                    candidates(overlay.kind()).add(overlay);
                    values.put(overlay.name(), found);
                });
            }
        }
    }

    private List<Overlay> candidates(OverlayKind kind) {
        return matching.computeIfAbsent(kind, k -> new ArrayList<>());
    }

    ChosenOverlays make() {
        List<Overlay> chosen = new ArrayList<>();
        for (OverlayKind kind : List.of(OverlayKind.AGENT, OverlayKind.DISTRIBUTION)) {
            Optional<Overlay> best = Overlays.best(kind, candidates(kind), facts);
            if (best.isEmpty()) {
                return refused(Untraceable.reason(kind, facts));
            }
            if (best.get().refuse().isPresent()) {
                return refused(Untraceable.said(best.get(), facts));
            }
            chosen.add(best.get());
        }
        Optional<String> hopeless = limit(chosen);
        if (hopeless.isPresent()) {
            return refused(hopeless.get());
        }
        Optional<Overlay> entry = entry();
        if (entry.isEmpty() || entry.get().refuse().isPresent()) {
            return refused(entry.map(e -> Untraceable.said(e, facts))
                    .orElseGet(() -> Untraceable.reason(OverlayKind.ENTRY, facts)));
        }
        chosen.add(entry.get());
        chosen.addAll(candidates(OverlayKind.RUNTIME));
        if (entry.get().level() == Level.PROCESS && !isExplained()) {
            reason().ifPresent(notes::add);
        }
        barred.forEach((name, reason) -> notes.add("overlay " + name + " is not used: " + reason));
        return new ChosenOverlays(
                List.copyOf(chosen), Map.copyOf(values), user(), List.copyOf(notes), Optional.empty());
    }

    /** Whether a note already tells why no overlay with a finer level is used. */
    private boolean isExplained() {
        return lowered
                || overlays.stream()
                        .anyMatch(overlay -> overlay.kind() == OverlayKind.ENTRY && barred.containsKey(overlay.name()));
    }

    /** Why the template is traced as a whole. Overlays with a high priority are asked first. */
    private Optional<String> reason() {
        return overlays.stream()
                .sorted(Comparator.comparingInt(Overlay::priority).reversed())
                .flatMap(overlay -> overlay.knowledge().reasons().stream()
                        .flatMap(reason -> Matching.values(reason.match(), facts)
                                .map(found -> Untraceable.said(overlay, reason, facts, found))
                                .stream()))
                .findFirst();
    }

    private ChosenOverlays refused(String reason) {
        return ChosenOverlays.refused(reason);
    }

    /**
     * Applies the caveats. Each limits how finely the template can be traced, so entry overlays with a finer level are
     * removed. If a caveat rules out tracing altogether, returns the reason.
     */
    private Optional<String> limit(List<Overlay> chosen) {
        Set<String> unused = new HashSet<>(cures);
        List<Overlay> speaking = new ArrayList<>(chosen);
        speaking.addAll(candidates(OverlayKind.RUNTIME));
        speaking.addAll(candidates(OverlayKind.IMAGE));
        for (Overlay overlay : speaking) {
            for (Caveat caveat : overlay.knowledge().caveats()) {
                if (!Matching.holds(caveat.match(), facts)) {
                    continue;
                }
                if (caveat.cure().filter(values::containsKey).isPresent()) {
                    unused.remove(caveat.cure().get());
                } else {
                    String text = Untraceable.said(overlay, caveat, facts, Map.of());
                    if (caveat.level() == Level.NONE) {
                        return Optional.of(text);
                    }
                    notes.add(text);
                    lowered |= caveat.level() == Level.PROCESS;
                    candidates(OverlayKind.ENTRY)
                            .removeIf(entry -> entry.level().compareTo(caveat.level()) < 0);
                }
            }
        }
        // Curing caveats is the only purpose of these overlays, and no caveat needs them here.
        candidates(OverlayKind.RUNTIME).removeIf(overlay -> unused.contains(overlay.name()));
        return Optional.empty();
    }

    /** The best entry overlay for which all required overlays are available. */
    private Optional<Overlay> entry() {
        while (true) {
            Optional<Overlay> best = Overlays.best(OverlayKind.ENTRY, candidates(OverlayKind.ENTRY), facts);
            Optional<String> missing = best.flatMap(this::missing);
            if (missing.isEmpty()) {
                return best;
            }
            candidates(OverlayKind.ENTRY).remove(best.get());
            barred.put(best.get().name(), "it needs overlay " + missing.get() + ", which is not used");
        }
    }

    private Optional<String> missing(Overlay overlay) {
        return overlay.knowledge().needs().stream()
                .filter(name -> !values.containsKey(name))
                .findFirst();
    }

    /** The user that the image itself sets; an empty string if we only know that it is not root. */
    private Optional<String> user() {
        String image = facts.rootImage().map(fact -> fact.value()).orElse("");
        return candidates(OverlayKind.IMAGE).stream()
                .sorted((a, b) -> b.priority() - a.priority())
                .flatMap(overlay -> overlay.knowledge().users().stream())
                .filter(user -> user.image().matcher(new BoundedText(image)).find())
                .map(ImageUser::name)
                .findFirst();
    }
}
