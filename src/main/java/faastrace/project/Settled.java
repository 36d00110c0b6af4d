package faastrace.project;

import faastrace.overlay.Level;
import faastrace.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The targets in which a patch has nothing to do, and what that follows from: {@code .faas-trace/settled}, a line each.
 * Where nothing of that has changed, nothing needs to be worked out again.
 *
 * <p>It saves time and decides nothing: without the file, or with a line that says nothing sensible, targets are read as
 * they always were, and a file that can't be written is none. It is as true as whoever may write to the repository, so a
 * run that judges that must not believe it.
 */
final class Settled {
    static final String FILE = Kept.FOLDER + "/settled";

    private final Path root;
    private final Lock lock;
    private final Optional<Inputs> inputs;
    private final Map<String, Outcome> outcomes = new TreeMap<>();

    /**
     * @param inputs the fingerprint that it was found from
     * @param overlays their names, in the order in which they are told
     */
    record Outcome(String inputs, Level level, List<String> overlays) {}

    Settled(Path root, Settings settings, Lock lock) {
        this.root = root;
        this.lock = lock;
        // Overlays of the user's own are read each time: whoever has some is working on them.
        this.inputs = settings.overlays().isPresent() ? Optional.empty() : Optional.of(new Inputs(settings));
        if (inputs.isPresent()) {
            read();
        }
    }

    private void read() {
        Path file = root.resolve(FILE);
        try {
            if (Files.isRegularFile(file)) {
                Files.readAllLines(file).forEach(this::read);
            }
        } catch (IOException unreadable) {
            outcomes.clear();
        }
    }

    private void read(String line) {
        String[] fields = line.split("\t");
        Optional<Level> level = fields.length == 4 ? Level.of(fields[2]) : Optional.empty();
        level.ifPresent(l -> outcomes.put(fields[0], new Outcome(fields[1], l, List.of(fields[3].split(",")))));
    }

    /** Believes nothing that was noted before: for those who judge what others have committed. */
    void distrust() {
        outcomes.clear();
    }

    /** What was found of a target whose files stand like this, if everything is as it was then. */
    Optional<Outcome> find(Target target, Template current) {
        Outcome outcome = outcomes.get(target.key());
        Optional<PatchRecord> locked = lock.record(target.key());
        Path images = root.resolve(Kept.path(target.key()));
        if (outcome == null || locked.isEmpty() || !Files.isRegularFile(images)) {
            return Optional.empty();
        }
        try {
            String now = inputs.orElseThrow().of(target, current, Files.readAllBytes(images), locked.get());
            return Optional.of(outcome).filter(found -> found.inputs().equals(now));
        } catch (IOException unreadable) {
            return Optional.empty(); // whoever needs the images says why
        }
    }

    /**
     * Remembers what a plan that was carried out has left: targets with nothing to do.
     *
     * @param images the images kept of them, by key
     */
    void remember(Plan plan, Map<String, byte[]> images) {
        if (inputs.isEmpty()) {
            return;
        }
        Map<String, Outcome> before = Map.copyOf(outcomes);
        for (TargetState state : plan.targets()) {
            String key = state.target().key();
            // What is told of a target each time is not noted here, so such a one is worked out each time.
            if (images.containsKey(key) && state.limits().isEmpty()) {
                PatchRecord locked = plan.lock().record(key).orElseThrow();
                String after = inputs.get().of(state.target(), state.rewrite().traced(), images.get(key), locked);
                outcomes.put(key, new Outcome(after, state.level(), state.overlays()));
            }
        }
        if (!outcomes.equals(before)) {
            write();
        }
    }

    /** Takes the file away; the next patch makes it anew. */
    void forget() {
        try {
            Files.deleteIfExists(root.resolve(FILE));
        } catch (IOException left) {
            // What stands in it fits no target any more.
        }
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        outcomes.forEach((key, outcome) -> lines.add(String.join(
                "\t", key, outcome.inputs(), outcome.level().word(), String.join(",", outcome.overlays()))));
        Path file = root.resolve(FILE);
        Path folder = file.getParent();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path part = Files.createTempFile(folder, "settled", ".part");
            try {
                Files.write(part, lines);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | UnsupportedOperationException notKept) {
            // The next run works it out again.
        }
    }
}
