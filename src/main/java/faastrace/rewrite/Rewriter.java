package faastrace.rewrite;

import faastrace.overlay.AddedFile;
import faastrace.overlay.ChosenOverlays;
import faastrace.overlay.Edit;
import faastrace.overlay.Overlay;
import faastrace.overlay.OverlayKind;
import faastrace.overlay.Overlays;
import faastrace.overlay.match.BoundedText;
import faastrace.problem.Problem;
import faastrace.template.Fact;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Turns templates into their traced form by applying the overlays that match them. */
public final class Rewriter {
    /** The folder in a template that contains only files that a patch added. */
    private static final String OUR_FOLDER = "faas-trace/";

    private final Overlays overlays;
    private final Map<String, Object> settings;
    private final Map<String, Object> changed;

    /**
     * @param overlays the overlays to choose from
     * @param settings the settings that go into the image, by name; overlay texts use them as {@code settings}
     * @param changed the settings that differ from the default; overlay texts use them as {@code changed}
     */
    public Rewriter(Overlays overlays, Map<String, Object> settings, Map<String, Object> changed) {
        this.overlays = overlays;
        this.settings = Map.copyOf(settings);
        this.changed = Map.copyOf(changed);
        BoundedText.renew();
    }

    /**
     * Rewrites one template.
     *
     * @param where the template's folder as the user knows it, for messages
     * @param original the template before any patch
     * @throws Problem if {@code template.yml} or an overlay is invalid
     */
    public Rewrite rewrite(String where, Template original) {
        Optional<Facts> facts = Facts.read(where, original).map(overlays::interpreted);
        if (facts.isEmpty()) {
            return Rewrite.refused(original, facts, "there is no Dockerfile, neither at the root nor in function/");
        }
        if (isTraced(facts.get())) {
            return Rewrite.none(original, facts.get(), overlays.level(facts.get()));
        }
        try {
            return withBestOverlays(original, facts.get());
        } catch (RewriteRefused e) {
            return Rewrite.refused(original, facts, e.reason());
        } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
            return Rewrite.refused(original, facts, "matching a pattern against one of its files takes too long");
        }
    }

    /**
     * Applies the best overlays. If one of them can't be applied, the next best overlay of the same kind is used, and
     * the reason is reported. If the agent's overlay can't be applied, the template is refused.
     */
    private Rewrite withBestOverlays(Template original, Facts facts) {
        Map<String, String> barred = new LinkedHashMap<>();
        while (true) {
            ChosenOverlays selection = overlays.select(facts, barred);
            if (selection.refusal().isPresent()) {
                throw new RewriteRefused(withReasons(selection.refusal().get(), barred));
            }
            try {
                Work work = new Work(facts, selection);
                Template traced = work.run();
                return new Rewrite(
                        original,
                        traced,
                        selection.level(),
                        selection.chosen(),
                        Optional.of(facts),
                        selection.notes(),
                        work.checks(),
                        Optional.empty());
            } catch (RewriteRefused e) {
                Overlay culprit = e.overlay()
                        .filter(overlay -> overlay.kind() != OverlayKind.AGENT)
                        .orElseThrow(() -> e);
                barred.put(culprit.name(), e.reason());
            }
        }
    }

    private static String withReasons(String refusal, Map<String, String> barred) {
        StringBuilder reasons = new StringBuilder(refusal);
        barred.forEach((name, reason) -> reasons.append("; overlay ")
                .append(name)
                .append(" is not used: ")
                .append(reason));
        return reasons.toString();
    }

    /**
     * Whether the image already starts an agent. If so, the template was in its traced form before it was pulled, as
     * published copies are.
     */
    private boolean isTraced(Facts facts) {
        String command = facts.commandLine().map(Fact::value).orElse("");
        return overlays.all().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.AGENT)
                .flatMap(overlay -> overlay.edits().stream())
                .filter(Edit.CommandPrefix.class::isInstance)
                .map(edit -> String.join(" ", ((Edit.CommandPrefix) edit).words()))
                .anyMatch(command::startsWith);
    }

    /** The rewriting of one template. */
    private final class Work {
        private final Facts facts;
        private final ChosenOverlays selection;
        private final OverlayValues values;
        private final Map<String, TemplateFile> added = new LinkedHashMap<>();
        private final Map<String, TextEdits> texts = new LinkedHashMap<>();
        private final DockerfileRewrite dockerfile;

        Work(Facts facts, ChosenOverlays selection) {
            this.facts = facts;
            this.selection = selection;
            this.values = new OverlayValues(facts, selection, settings, changed);
            this.dockerfile = new DockerfileRewrite(
                    facts,
                    edits(facts.dockerfilePath()),
                    new RootStepPosition(facts, selection.imageUser(), mustPrecede()));
        }

        private List<Pattern> mustPrecede() {
            return selection.chosen().stream()
                    .flatMap(overlay -> overlay.edits().stream())
                    .filter(Edit.RootStep.class::isInstance)
                    .flatMap(edit -> ((Edit.RootStep) edit).after().stream())
                    .toList();
        }

        Template run() {
            forEach(overlay -> overlay.edits().forEach(edit -> stage(overlay, edit)));
            forEach(overlay -> {
                overlay.files().forEach(file -> add(overlay, file));
                overlay.edits().forEach(edit -> edit(overlay, edit));
            });
            dockerfile.finish();
            new BuildContext(facts).letThrough(added.keySet(), this::edits);
            Map<String, TemplateFile> changed = new LinkedHashMap<>(added);
            texts.forEach((path, edits) -> changed.put(path, edited(path, edits)));
            Template traced = facts.template().with(changed);
            forEach(overlay -> overlay.edits().forEach(edit -> check(edit, traced)));
            return traced;
        }

        /** Runs a step for each chosen overlay. If the step throws, adds the overlay to the exception. */
        private void forEach(Consumer<Overlay> step) {
            for (Overlay overlay : selection.chosen()) {
                try {
                    step.accept(overlay);
                } catch (RewriteRefused e) {
                    throw e.of(overlay);
                } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
                    throw new RewriteRefused("matching its patterns against a file of the template takes too long")
                            .of(overlay);
                }
            }
        }

        /** Adds a build stage. Stages are added before other edits, because the root step copies their results. */
        private void stage(Overlay overlay, Edit edit) {
            if (edit instanceof Edit.BuildStage stage) {
                dockerfile.buildStage(overlay, stage);
            }
        }

        private void check(Edit edit, Template traced) {
            if (edit instanceof Edit.ProcessPrefix prefix) {
                new ProcessRewrite(facts).check(prefix.words(), traced);
            }
        }

        List<List<String>> checks() {
            List<List<String>> checks = new ArrayList<>();
            for (Overlay overlay : selection.chosen()) {
                if (!overlay.check().isEmpty()) {
                    checks.add(overlay.check().stream()
                            .map(word -> values.render(overlay, "check", word))
                            .toList());
                }
            }
            return checks;
        }

        private TemplateFile edited(String path, TextEdits edits) {
            return facts.template()
                    .file(path)
                    .map(file -> file.withText(edits.apply()))
                    .orElseThrow();
        }

        private TextEdits edits(String path) {
            return texts.computeIfAbsent(
                    path,
                    p -> new TextEdits(facts.template().file(p).orElseThrow().text()));
        }

        private void add(Overlay overlay, AddedFile file) {
            String path = file.to();
            if (path == null) {
                String entry = values.entry(overlay);
                // A function brings its own handler folder, so a file in that folder would not be in the build context.
                String folder = facts.isHandlers(entry) ? "" : entry.substring(0, entry.lastIndexOf('/') + 1);
                path = folder + file.name();
                dockerfile.copyBesideEntry(entry, path);
            }
            path = facts.context() + path;
            if (isTaken(path)) {
                throw new RewriteRefused("the template already has a file " + path + ", which overlay " + overlay.name()
                        + " would replace; if an earlier patch left it here, delete "
                        + (path.startsWith(facts.context() + OUR_FOLDER)
                                ? "the folder " + facts.context() + OUR_FOLDER
                                : "the file")
                        + ", otherwise rename the file");
            }
            added.put(path, new TemplateFile(path, values.bytes(overlay, file.from()), file.executable()));
        }

        /** Whether the template has such a file, a folder of this name, or a file where the path needs a folder. */
        private boolean isTaken(String path) {
            return facts.template().files().keySet().stream()
                    .anyMatch(file -> file.equals(path) || file.startsWith(path + "/") || path.startsWith(file + "/"));
        }

        private void edit(Overlay overlay, Edit edit) {
            if (edit instanceof Edit.AtAnchor anchor) {
                String path = anchor.file().equals("entry") ? values.entry(overlay) : anchor.file();
                TemplateFile file = facts.contextFile(path)
                        .orElseThrow(() -> new RewriteRefused(
                                "the template has no file " + path + ", which overlay " + overlay.name() + " changes"));
                new AnchorEdit(overlay, anchor, values).apply(file, facts.code(file), edits(file.path()));
            } else if (edit instanceof Edit.InInstruction inInstruction) {
                dockerfile.inInstructions(overlay, inInstruction, values);
            } else if (edit instanceof Edit.RootStep step) {
                dockerfile.rootStep(step);
            } else if (edit instanceof Edit.StageStep step) {
                dockerfile.stageStep(step);
            } else if (edit instanceof Edit.Environment environment) {
                dockerfile.environment(values.environment(overlay, environment));
            } else if (edit instanceof Edit.BuildArguments arguments) {
                dockerfile.arguments(arguments.names());
            } else if (edit instanceof Edit.CommandPrefix prefix) {
                dockerfile.prefixCommand(prefix.words());
            } else if (edit instanceof Edit.ProcessPrefix prefix) {
                new ProcessRewrite(facts).prefix(prefix.words(), this::edits);
            }
        }
    }
}
