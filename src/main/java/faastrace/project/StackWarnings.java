package faastrace.project;

import faastrace.project.stack.Stack;
import faastrace.project.stack.Target;
import faastrace.project.stack.Targets;
import faastrace.repository.StackTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Warnings about unexpected things that faas-cli would do with a stack. */
final class StackWarnings {
    private final Stack stack;
    private final Targets targets;
    private final Lock lock;

    StackWarnings(Stack stack, Targets targets, Lock lock) {
        this.stack = stack;
        this.targets = targets;
        this.lock = lock;
    }

    /** All warnings, each with what to do about it. */
    List<String> all() {
        List<String> warnings = new ArrayList<>();
        if (!targets.functions().isEmpty() && !targets.hasOwnDockerfileTemplate()) {
            warnings.add(ownDockerfileIsMissing());
        }
        for (String function : stack.withoutLanguage()) {
            warnings.add("function " + function + " has no 'lang' in the stack file, so faas-cli does not build it");
        }
        warnings.addAll(refsFromNames());
        return warnings;
    }

    private static String ownDockerfileIsMissing() {
        return "template/" + Stack.OWN_DOCKERFILE + " is missing, and functions with lang: " + Stack.OWN_DOCKERFILE
                + " need it. faas-cli build would pull the whole repository of this template, and overwrite patched"
                + " templates that have the same names. Run 'faas-trace template store pull " + Stack.OWN_DOCKERFILE
                + "' and 'faas-trace patch' first.";
    }

    /** Notes about templates that will be pulled at the ref in their name. */
    private List<String> refsFromNames() {
        Set<String> there = targets.onDisk();
        return stack.listedTemplates().stream()
                .filter(template -> !there.contains(template.name()))
                .filter(template ->
                        lock.record(Target.template(template.name()).key()).isEmpty())
                .map(StackTemplate::noteOnRef)
                .flatMap(Optional::stream)
                .toList();
    }
}
