package faastrace.host.enable;

import faastrace.document.UserFile;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.EngineRelease;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.ProfileDifference;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the profile to start from. Reports which calls other than perf_event_open change. */
final class ProfileChoice {
    private final EnableRequest request;
    private final String engine;
    private final Optional<SeccompProfile> inUse;
    private final Optional<EngineRelease> release;

    /**
     * @param engine docker, podman or containerd
     * @param inUse the profile file that the engine uses now; if empty, the engine uses its default rules
     * @param release the engine's release, if it is known
     */
    ProfileChoice(
            EnableRequest request, String engine, Optional<SeccompProfile> inUse, Optional<EngineRelease> release) {
        this.request = request;
        this.engine = engine;
        this.inUse = inUse;
        this.release = release;
    }

    /**
     * The text of the profile with perf_event_open allowed.
     *
     * @param there the profile in the file that will be replaced; empty if the file does not exist
     * @param draft receives the report on the other calls that would change
     */
    String opened(Optional<SeccompProfile> there, AccessChangeDraft draft) {
        SeccompProfile opened = PerfEventOpen.open(named().or(() -> there.filter(profile -> !isOutdated(profile)))
                .or(() -> inUse)
                .orElseGet(this::ownRules));
        report(opened).forEach(draft::opens);
        return isFlat(request)
                ? opened.flat(request.surroundings(request.oneArchitecture())).text()
                : opened.text();
    }

    /** The profile with perf_event_open allowed. The profile still has conditions. */
    SeccompProfile opened() {
        return PerfEventOpen.open(named().or(() -> inUse).orElseGet(this::ownRules));
    }

    static boolean isFlat(EnableRequest request) {
        return request.flat() || request.architecture().isPresent();
    }

    private Optional<SeccompProfile> named() {
        return request.profile()
                .map(Path::toString)
                .map(shown -> SeccompProfile.read(
                        shown, UserFile.read(shown, request.here().resolve(shown))));
    }

    private SeccompProfile ownRules() {
        return release.isPresent() && hasReleases() ? DefaultRules.of(engine, release.get()) : DefaultRules.of(engine);
    }

    private String title() {
        return DefaultRules.title(engine);
    }

    private boolean hasReleases() {
        return DefaultRules.hasReleases(engine);
    }

    /** Whether faas-trace wrote the given profile from the rules of a release that is not the engine's. */
    private boolean isOutdated(SeccompProfile there) {
        return inUse.filter(used -> !used.text().equals(there.text())).isEmpty()
                && release.isPresent()
                && hasReleases()
                && !there.text().equals(written(release.get()))
                && DefaultRules.changes(engine).stream().map(this::written).anyMatch(there.text()::equals);
    }

    private String written(EngineRelease other) {
        SeccompProfile profile = DefaultRules.of(engine, other).allowing(PerfEventOpen.CALL);
        return isFlat(request)
                ? profile.flat(request.surroundings(request.oneArchitecture())).text()
                : profile.text();
    }

    /** Messages about the calls that the profile changes besides perf_event_open. */
    List<String> report(SeccompProfile opened) {
        if (inUse.isPresent()) {
            return compared(inUse.get(), "the profile in use, " + inUse.get().source(), opened);
        }
        if (!hasReleases()) {
            return List.of("The profile starts from the rules of " + title() + " that come with faas-trace, because no"
                    + " file with " + title() + "'s rules was found on this machine. If your release has different"
                    + " rules, the profile may change other calls too.");
        }
        return release.isPresent() ? comparedWithRelease(opened) : comparedWithAll(opened);
    }

    private List<String> compared(SeccompProfile before, String what, SeccompProfile opened) {
        ProfileDifference difference = ProfileDifference.between(before, opened, surroundings());
        if (difference.isEmpty()) {
            return List.of("Compared with " + what + ", no other call changes.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Compared with " + what + ", other calls change too:");
        difference.sentences().forEach(sentence -> lines.add("- it " + sentence));
        return lines;
    }

    private SeccompContext surroundings() {
        return request.surroundings(request.oneArchitecture());
    }

    private List<String> comparedWithRelease(SeccompProfile opened) {
        EngineRelease known = release.orElseThrow();
        EngineRelease last = DefaultRules.last(engine);
        EngineRelease first = DefaultRules.first(engine);
        List<String> lines = new ArrayList<>(compared(ownRules(), "the rules of " + title() + " " + known, opened));
        if (last.isBefore(known) || known.isBefore(first)) {
            lines.set(
                    0,
                    "faas-trace does not know the rules of " + title() + " " + known + ", only those of " + first
                            + " to " + last + ". So the profile may change other calls too. Use --profile to start from"
                            + " a file that you trust.");
        }
        return lines;
    }

    /** A sentence on the calls that the profile changes on machines with another release; empty if there are none. */
    Optional<String> comparedWith(EngineRelease other, SeccompProfile opened) {
        ProfileDifference difference =
                ProfileDifference.between(DefaultRules.of(engine, other), opened, surroundings());
        return difference.isEmpty()
                ? Optional.empty()
                : Optional.of("- on " + title() + " " + other + " it " + String.join("; it ", difference.sentences()));
    }

    /**
     * For each series of releases, such as 1.7, one line that compares the profile with the last rules of the series.
     */
    private List<String> comparedWithAll(SeccompProfile opened) {
        List<String> lines = new ArrayList<>();
        List<EngineRelease> changes = DefaultRules.changes(engine);
        for (int i = 0; i < changes.size(); i++) {
            EngineRelease change = changes.get(i);
            if (i + 1 < changes.size() && changes.get(i + 1).isInSeriesOf(change)) {
                continue;
            }
            comparedWith(change, opened).ifPresent(lines::add);
        }
        String start = request.profile().isPresent() ? "" : ", so these are the rules of " + DefaultRules.last(engine);
        lines.add(
                0,
                "The version of " + title() + " is not known" + start + ". Set your version with --release."
                        + (lines.isEmpty() ? "" : " On other releases, other calls change too:"));
        return lines;
    }
}
