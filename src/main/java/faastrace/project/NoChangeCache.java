package faastrace.project;

import faastrace.files.ParentFolder;
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
 * The targets that a patch would not change, each with a fingerprint of everything that this result depends on. They
 * are stored in {@code .faas-trace/settled}, one line per target. If a target's fingerprint is unchanged, its state
 * need not be computed again.
 *
 * <p>The file only saves time. If the file is missing, or has an invalid line, the targets are read as usual. It is not
 * an error if the file can't be written. Anyone who can write to the repository can change the file, so a run that
 * checks the repository must not trust the file.
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
     * @param inputs the fingerprint of everything that the outcome was computed from
     * @param overlays the names of the overlays, in the order in which they are reported
     */
    record Outcome(String inputs, Level level, List<String> overlays) {}

    NoChangeCache(Path root, PatchSettings settings, Lock lock) {
        this.root = root;
        this.lock = lock;
        // The user's own overlays are read each time, because they are probably being worked on.
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
            // Continue as if there were no file.
        }
    }

    private void read(String line) {
        String[] fields = line.split("\t");
        Optional<Level> level = fields.length == 4 ? Level.of(fields[2]) : Optional.empty();
        level.ifPresent(l -> outcomes.put(fields[0], new Outcome(fields[1], l, List.of(fields[3].split(",")))));
    }

    /** Ignores everything that earlier runs noted. Runs that check other people's commits call this. */
    void distrust() {
        outcomes.clear();
    }

    /** The outcome noted for a target with these files; empty if an input of the outcome has changed since. */
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
     * After a plan was carried out, notes the targets for which nothing is left to do.
     *
     * @param images the zip files of their kept originals, by target key
     */
    void remember(PatchPlan plan, Map<String, byte[]> images) {
        if (inputs.isEmpty()) {
            return;
        }
        Map<String, Outcome> before = Map.copyOf(outcomes);
        for (TargetState state : plan.targets()) {
            String key = state.target().key();
            // Every run must report limits, but this cache doesn't store them. So targets with limits are read each
            // time.
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

    /** Deletes the file. The next patch creates it again. */
    void forget() {
        try {
            Files.deleteIfExists(root.resolve(FILE));
        } catch (IOException left) {
            // The file does no harm, because its fingerprints no longer match any target.
        }
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        outcomes.forEach((key, outcome) -> lines.add(String.join(
                "\t", key, outcome.inputs(), outcome.level().word(), String.join(",", outcome.overlays()))));
        Path file = root.resolve(FILE);
        Path part = root.resolve(PART);
        if (!Files.isDirectory(ParentFolder.of(file), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(part); // a killed run's file, or a link that the write would follow
            Files.write(part, lines, StandardOpenOption.CREATE_NEW);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException notKept) {
            // The next run computes the states again.
        }
    }

    /**
     * Removes the temporary files of killed runs, including runs of earlier releases. Call it while holding the lock.
     */
    void sweep() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root.resolve(Originals.FOLDER), "settled*.part")) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        } catch (IOException | DirectoryIteratorException none) {
            // Files that are left do no harm.
        }
    }
}
