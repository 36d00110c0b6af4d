package faastrace.project;

import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.problem.Problem;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A patched template as a folder of a template repository to publish. */
final class GeneratedCopy {
    private GeneratedCopy() {}

    /** The changes under the output folder that make it hold this template's traced form. */
    static List<FileChange> of(TargetState state, Path output, String suffix) {
        String folder = Target.TEMPLATES + state.target().name() + suffix;
        Template traced = state.rewrite().traced();
        List<FileChange> changes = new ArrayList<>();
        for (TemplateFile file : traced.files().values()) {
            if (!file.path().equals(Origin.FILE)) { // says where a pull came from; the copy comes from elsewhere
                String path = folder + "/" + file.path();
                Content after = new Content(file.bytes(), file.executable());
                Content before = existing(output.resolve(path));
                if (!after.equals(before)) {
                    changes.add(new FileChange(path, before, after));
                }
            }
        }
        return changes;
    }

    private static Content existing(Path file) {
        try {
            return Files.isRegularFile(file) ? new Content(Files.readAllBytes(file), Files.isExecutable(file)) : null;
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }
}
