package faastrace.project;

import faastrace.patch.Merge;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A patched target without its patch, computed from its current files and the kept originals.
 *
 * @param template the target without the patch
 * @param moved whether another commit of the template was pulled over the patched template
 * @param patched the changed files that are still as the patch left them
 * @param reverted the files that no longer contain any of the patch
 * @param edited the files that were changed by hand and still contain the patch
 * @param lost the edited files that the patch had added; they belong to faas-trace, so edits in them are lost
 * @param conflict the first file whose patched block was edited, so that the patch can't be taken out
 */
record Original(
        Template template,
        boolean moved,
        List<String> patched,
        List<String> reverted,
        List<String> edited,
        List<String> lost,
        Optional<String> conflict) {

    static Original of(Template current, Originals kept) {
        return new Work(current, kept).run();
    }

    private static final class Work {
        private final Template current;
        private final Originals kept;
        private final boolean moved;
        private final Map<String, @Nullable TemplateFile> changes = new HashMap<>();
        private final List<String> patched = new ArrayList<>();
        private final List<String> reverted = new ArrayList<>();
        private final List<String> edited = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();
        private Optional<String> conflict = Optional.empty();

        Work(Template current, Originals kept) {
            this.current = current;
            this.kept = kept;
            this.moved =
                    TemplateSource.of(current).isAnotherCommit(kept.record().origin());
        }

        Original run() {
            kept.record().files().forEach((path, digests) -> {
                if (digests.before() == null) {
                    added(path, digests.after());
                } else {
                    changed(path);
                }
            });
            return new Original(current.with(changes), moved, patched, reverted, edited, lost, conflict);
        }

        /** Removes an added file, even if it was edited, because the file is useless without the patch. */
        private void added(String path, @Nullable String after) {
            Optional<TemplateFile> file = current.file(path);
            if (file.isPresent()) {
                changes.put(path, null);
                if (!Digest.of(file.get().bytes()).equals(after)) {
                    edited.add(path);
                    lost.add(path);
                }
            }
        }

        private void changed(String path) {
            Optional<TemplateFile> file = current.file(path);
            byte[] before = kept.before().get(path);
            byte[] after = kept.after().get(path);
            if (file.isEmpty()
                    || before == null
                    || after == null
                    || Arrays.equals(file.get().bytes(), before)) {
                reverted.add(path);
            } else if (Arrays.equals(file.get().bytes(), after)) {
                patched.add(path);
                changes.put(path, new TemplateFile(path, before, file.get().executable()));
            } else if (moved) {
                reverted.add(path); // a pull replaces whole files
            } else {
                merged(path, file.get(), Merge.reverse(after, before, file.get().bytes()));
            }
        }

        private void merged(String path, TemplateFile file, Optional<byte[]> without) {
            if (without.isEmpty()) {
                edited.add(path);
                conflict = conflict.or(() -> Optional.of(path));
            } else if (Arrays.equals(without.get(), file.bytes())) {
                reverted.add(path);
            } else {
                edited.add(path);
                changes.put(path, new TemplateFile(path, without.get(), file.executable()));
            }
        }
    }

    /** Whether any changed file still contains part of the patch. */
    boolean holdsPatch() {
        return !patched.isEmpty() || !edited.isEmpty();
    }
}
