package faastrace.project;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Stack;
import faastrace.project.stack.Target;
import faastrace.project.stack.Targets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Chooses the targets of a function repository that a command works on. */
final class TargetChoice {
    private final Path root;
    private final Optional<Stack> stack;
    private final PatchSettings settings;
    private final Lock lock;
    private final Targets found;

    TargetChoice(Path root, Optional<Stack> stack, PatchSettings settings, Lock lock) {
        this.root = root;
        this.stack = stack;
        this.settings = settings;
        this.lock = lock;
        this.found = new Targets(root, stack);
    }

    /**
     * The templates with these names. Without names: the templates that the stack needs (all templates if there is no
     * stack), and the functions that were patched before.
     *
     * @param functions whether to include every function that brings its own Dockerfile
     */
    List<Target> targets(Collection<String> names, boolean functions) {
        List<Target> named = names.isEmpty() ? List.of() : found.named(names);
        List<Target> targets = new ArrayList<>(names.isEmpty() ? found.wanted() : named);
        found.functions().stream()
                .filter(f -> functions || names.isEmpty() && wasPatched(f))
                .filter(f -> !targets.contains(f))
                .forEach(targets::add);
        targets.removeIf(target -> settings.leftOut().contains(target.name()) && !named.contains(target));
        return targets;
    }

    /** Whether the target contains our patch, or did before. */
    boolean wasPatched(Target target) {
        return lock.record(target.key()).isPresent() || PlainFile.isThere(root, Originals.path(target.key()));
    }

    /** All targets to report about: all templates, and the functions that are patched. */
    List<Target> known(StateReader states) {
        List<Target> targets = new ArrayList<>(found.all());
        found.functions().stream()
                .filter(states::isThere)
                .filter(this::wasPatched)
                .forEach(targets::add);
        return targets;
    }

    /** The targets with these names; without names, all known targets. */
    List<Target> namedOrKnown(Collection<String> names, StateReader states) {
        return names.isEmpty() ? known(states) : found.named(names);
    }

    /** Warnings, for example about what faas-cli would do without telling the user. Usually there are none. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        List<String> known = found.all().stream().map(Target::name).toList();
        settings.leftOut().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> warnings.add("there is no template " + name + " to leave out"));
        if (stack.isPresent()
                && stack.get().file().equals("stack.yaml")
                && Files.exists(root.resolve("stack.yml"), LinkOption.NOFOLLOW_LINKS)) {
            warnings.add("there are both stack.yaml and stack.yml; stack.yaml is used");
        }
        stack.ifPresent(file -> warnings.addAll(new StackWarnings(file, found, lock).all()));
        return warnings;
    }

    /** The functions that bring their own Dockerfile and are not among the targets. */
    List<String> untraced(Collection<Target> targets) {
        return found.functions().stream()
                .filter(function -> !targets.contains(function))
                .map(Target::name)
                .toList();
    }

    /** Why there is nothing to patch. */
    Problem nothingToPatch() {
        String where = stack.map(Stack::file).orElse("template");
        if (!settings.leftOut().isEmpty()) {
            return new Problem(
                    where, "every template is left out", "check --leave-out and leave-out in faas-trace.yaml");
        }
        if (!found.functions().isEmpty()) {
            return new Problem(
                    where,
                    "all its functions bring their own Dockerfile",
                    "run 'faas-trace patch --functions' to patch those too");
        }
        if (stack.isPresent()) {
            boolean empty = stack.get().functions().isEmpty();
            return new Problem(
                    where,
                    empty ? "it has no functions, so it needs no template" : "none of its functions has the key 'lang'",
                    empty
                            ? "add functions to it, or name the templates to patch"
                            : "add 'lang: TEMPLATE' to each function, with the template that it is built from");
        }
        return new Problem(
                where,
                "there is no template here, and no stack file that needs one",
                "run 'faas-trace template pull' first, or change to a function repository");
    }
}
