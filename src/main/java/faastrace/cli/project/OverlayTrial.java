package faastrace.cli.project;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.rewrite.Rewrite;
import faastrace.rewrite.Rewriter;
import faastrace.template.Template;
import faastrace.template.TemplateOnDisk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Tries your own overlays together with the built-in ones on a template, and reports the result. */
final class OverlayTrial {
    private final Path folder;
    private final PrintWriter out;

    OverlayTrial(Path folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
    }

    /** Tries to patch the template. Returns 0 if this succeeds with all of your matching overlays, otherwise 1. */
    int on(Path path) {
        Template template = TemplateOnDisk.read(
                path, path.toAbsolutePath().normalize().getFileName().toString());
        PatchSettings settings = PatchSettings.standard();
        Rewrite rewrite = new Rewriter(Overlays.builtIn().with(folder), settings.byName(), settings.changedByName())
                .rewrite(path.toString(), template);
        rewrite.facts().ifPresent(facts -> {
            for (Overlay own : Overlays.only(folder).all()) {
                out.println(own.name() + ": "
                        + Overlays.mismatch(own, facts)
                                .map(why -> "does not match: " + why)
                                .orElse("matches"));
            }
        });
        if (rewrite.refusal().isPresent()) {
            out.println("refused: " + rewrite.refusal().get());
            return 1;
        }
        rewrite.notes().forEach(out::println);
        out.println("level " + rewrite.level().word() + " with overlays "
                + rewrite.overlays().stream().map(Overlay::name).collect(Collectors.joining(", ")));
        return Overlays.only(folder).all().stream().anyMatch(own -> isUnused(own, rewrite)) ? 1 : 0;
    }

    private static boolean isUnused(Overlay own, Rewrite rewrite) {
        return rewrite.notes().stream().anyMatch(note -> note.startsWith("overlay " + own.name() + " is not used: "));
    }
}
