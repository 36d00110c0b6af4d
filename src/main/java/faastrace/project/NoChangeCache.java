package faastrace.project;

import faastrace.files.PlainFile;
import faastrace.overlay.Level;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Target;
import faastrace.template.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
final class NoChangeCache {
    static final String FILE = Originals.FOLDER + "/settled";

    private static final String PART = FILE + ".part";
    private static final int MOST_BYTES = 4 << 20;

    private final Path root;
    private final Lock lock;
    private final Optional<Fingerprint> inputs;
    private final Map<String, Outcome> outcomes = new TreeMap<>();

    /**
     * @param inputs the fingerprint that it was found from
     * @param overlays their names, in the order in which they are told
     */
    record Outcome(String inputs, Level level, List<String> overlays) {}

    NoChangeCache(Path root, PatchSettings settings, Lock lock) {
        this.root = root;
        this.lock = lock;
        // Overlays of the user's own are read each time: whoever has some is working on them.
        this.inputs = settings.overlays().isPresent() ? Optional.empty() : Optional.of(new Fingerprint(settings));
        if (inputs.isPresent()) {
            read();
        }
    }

    private void read() {
        try {
            PlainFile.find(root, FILE, MOST_BYTES)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .ifPresent(text -> text.lines().forEach(this::read));
        } catch (Problem unreadable) {
            // As if there were none.
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
        if (outcome == null || locked.isEmpty()) {
            return Optional.empty();
        }
        return Originals.bytes(root, target)
                .map(images -> inputs.orElseThrow().of(target, current, images, locked.get()))
                .filter(outcome.inputs()::equals)
                .map(same -> outcome);
    }

    /**
     * Remembers what a plan that was carried out has left: targets with nothing to do.
     *
     * @param images the images kept of them, by key
     */
    void remember(PatchPlan plan, Map<String, byte[]> images) {
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
        Path part = root.resolve(PART);
        if (!Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(part); // what a killed run left; and it may be a link, which would be written through
            Files.write(part, lines, StandardOpenOption.CREATE_NEW);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException notKept) {
            // The next run works it out again.
        }
    }

    /** Removes what runs that were killed have left, those of earlier releases too. Call it under the lock. */
    void sweep() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve(Originals.FOLDER), "settled*.part")) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        } catch (IOException | DirectoryIteratorException none) {
            // They do no harm.
        }
    }
}
