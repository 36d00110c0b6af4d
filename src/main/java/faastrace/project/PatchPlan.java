package faastrace.project;

import faastrace.patch.Patch;
import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.SettingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The changes that bring targets to their traced form. */
public final class PatchPlan {
    private final List<TargetState> targets;
    private final Lock before;
    private final Lock after;
    private final PatchSettings settings;
    private final Map<String, @Nullable PatchRecord> records = new TreeMap<>();

    PatchPlan(List<TargetState> targets, Lock before, PatchSettings settings) {
        this.targets = List.copyOf(targets);
        this.before = before;
        this.settings = settings;
        for (TargetState state : targets) {
            records.put(state.target().key(), record(state, settings));
        }
        this.after = before.with(records);
    }

    private @Nullable PatchRecord record(TargetState state, PatchSettings settings) {
        if (!(state instanceof ReadState)) {
            return before.record(state.target().key()).orElse(null);
        }
        if (state.refusal().isPresent()) {
            // A run that can patch nothing leaves the lock alone. A template that is not pulled yet was not patched
            // here.
            boolean nothing =
                    targets.stream().allMatch(target -> target.refusal().isPresent());
            boolean keeps = state.keepsPatch() || nothing && state.state() != State.MISSING;
            return keeps ? before.record(state.target().key()).orElse(null) : null;
        }
        return PatchRecord.of(origin(state), state.rewrite(), settings);
    }

    /**
     * Where the target came from. If its commit is the commit in the lock, the source in the lock is used. A pull that
     * follows the lock asks for the commit, so only the lock has the ref that the user asked for.
     */
    private TemplateSource origin(TargetState state) {
        TemplateSource now = TemplateSource.of(state.current());
        return before.record(state.target().key())
                .map(PatchRecord::origin)
                .filter(now::isSameCommit)
                .orElse(now);
    }

    /** The targets that this plan covers. */
    public List<TargetState> targets() {
        return targets;
    }

    Lock lock() {
        return after;
    }

    /**
     * The zip files of originals to write for patched targets, by target key. Targets whose originals are already kept
     * are left out.
     */
    Map<String, byte[]> images() {
        Map<String, byte[]> images = new TreeMap<>();
        for (TargetState state : targets) {
            PatchRecord record = records.get(state.target().key());
            if (record != null && !record.files().isEmpty() && state instanceof ReadState) {
                images.put(
                        state.target().key(),
                        Originals.of(record, state.rewrite()).bytes());
            }
        }
        return images;
    }

    /** The changes to the targets' own files, relative to the function repository. */
    public Patch patch() {
        return Patch.of(targets.stream()
                .flatMap(state -> state.pending().under(state.target().folder()).changes().stream())
                .toList());
    }

    /**
     * The targets that a patch would change, each with the reason. A missing target is listed if its record in the lock
     * would change. Any other target is listed if its files would change.
     */
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        for (TargetState state : targets) {
            String name = state.target().name();
            if (state.state() != State.MISSING && !state.pending().isEmpty()) {
                differences.add(name + ": " + state.state().words() + ", so patch would change it");
            } else if (state.state() == State.MISSING && lockChanges(state)) {
                differences.add(name + ": differs from the lock");
            }
        }
        return differences;
    }

    /** The settings of this target that differ from the lock. */
    public List<SettingChange> settingChanges(TargetState state) {
        return state.refusal().isPresent() ? List.of() : before.settingChanges(state.target(), settings);
    }

    /** The settings that differ from the lock for at least one target, each once. */
    public List<SettingChange> settingChanges() {
        return targets.stream()
                .flatMap(state -> settingChanges(state).stream())
                .distinct()
                .toList();
    }

    /** Whether the lock would change. */
    public boolean lockChanges() {
        return !before.equals(after);
    }

    private boolean lockChanges(TargetState state) {
        String key = state.target().key();
        return !before.record(key).equals(Optional.ofNullable(records.get(key)));
    }

    /** The targets whose records in the lock would change. */
    public List<TargetState> lockDifferences() {
        return targets.stream().filter(this::lockChanges).toList();
    }
}
