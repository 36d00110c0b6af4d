package faastrace.rewrite;

import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The result of rewriting a template: its traced form, or the reason why there is none.
 *
 * @param original the original template
 * @param traced its traced form; the same as the original if nothing is changed
 * @param level how finely the template is traced
 * @param overlays the overlays that were applied
 * @param facts the facts that were read; empty if the template has no Dockerfile
 * @param notes the limitations of tracing this template, with their reasons, one line each
 * @param checks commands that check the changed files; each runs in the template's folder
 * @param refusal the reason why the template can't be traced; empty if it can be traced
 */
public record Rewrite(
        Template original,
        Template traced,
        Level level,
        List<Overlay> overlays,
        Optional<Facts> facts,
        List<String> notes,
        List<List<String>> checks,
        Optional<String> refusal) {

    /** A template that is left unchanged. */
    public static Rewrite none(Template template) {
        return new Rewrite(
                template, template, Level.NONE, List.of(), Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    /** A template that can't be traced. */
    public static Rewrite refused(Template template, Optional<Facts> facts, String reason) {
        return new Rewrite(template, template, Level.NONE, List.of(), facts, List.of(), List.of(), Optional.of(reason));
    }

    /** A template that is already in its traced form, so there is nothing to do. */
    static Rewrite none(Template template, Facts facts, Level level) {
        return new Rewrite(
                template, template, level, List.of(), Optional.of(facts), List.of(), List.of(), Optional.empty());
    }

    /**
     * The changes from one form of a template to another. Paths are relative to the template's folder.
     *
     * <p>They are ordered so that after each change the template still builds and behaves like the original. First come
     * added files, then ignore files (so that added files reach the build context), then the Dockerfile, the entry, and
     * {@code template.yml}. The Dockerfile comes before the entry because an entry that loads its hook needs an image
     * that contains the hook. A patch is removed in the opposite order.
     */
    public static Patch between(Template from, Template to) {
        TreeSet<String> paths = new TreeSet<>(from.files().keySet());
        paths.addAll(to.files().keySet());
        List<FileChange> changes = new ArrayList<>();
        for (String path : paths) {
            if (from.files().get(path) == to.files().get(path)) {
                continue; // an unchanged file is not read, because it may be large
            }
            Content before = from.file(path).map(Rewrite::content).orElse(null);
            Content after = to.file(path).map(Rewrite::content).orElse(null);
            if (before == null || !before.equals(after)) {
                changes.add(new FileChange(path, before, after));
            }
        }
        boolean takesOut = changes.stream().anyMatch(change -> change.after() == null);
        Comparator<FileChange> order = Comparator.comparingInt(change -> rank(change, takesOut));
        changes.sort(order);
        return Patch.of(changes);
    }

    /** The patch that turns the original into the traced template. */
    public Patch patch() {
        return between(original, traced);
    }

    private static int rank(FileChange change, boolean takesOut) {
        String name = change.path().substring(change.path().lastIndexOf('/') + 1);
        int rank = change.before() == null || change.after() == null
                ? 0
                : switch (name) {
                    case BuildContext.FILE, "Dockerfile" + BuildContext.FILE -> 1;
                    case "Dockerfile" -> 2;
                    case Facts.SETTINGS -> 4;
                    default -> 3;
                };
        return takesOut && change.before() != null ? 10 - rank : rank;
    }

    private static Content content(TemplateFile file) {
        return new Content(file.bytes(), file.executable());
    }
}
