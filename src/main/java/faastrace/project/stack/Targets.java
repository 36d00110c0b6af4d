package faastrace.project.stack;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the targets of a function repository. */
public final class Targets {
    private final Path root;
    private final Optional<Stack> stack;

    /**
     * @param root the function repository
     * @param stack its stack file, if it has one
     */
    public Targets(Path root, Optional<Stack> stack) {
        this.root = root;
        this.stack = stack;
    }

    /** Every template in {@code template/}, and every template that the stack needs. */
    public List<Target> all() {
        TreeSet<String> names = new TreeSet<>(onDisk());
        names.addAll(needed());
        return names.stream().map(Target::template).toList();
    }

    /** The templates that the stack needs; without a stack, all templates. */
    public List<Target> wanted() {
        return stack.isPresent() ? needed().stream().map(Target::template).toList() : all();
    }

    /**
     * The targets with these names: templates, or functions that bring their own Dockerfile.
     *
     * @throws Problem for the first name that is neither in the repository nor needed by the stack
     */
    public List<Target> named(Collection<String> names) {
        Map<String, Target> known = new LinkedHashMap<>(functionsByName());
        all().forEach(target -> known.put(target.name(), target));
        Set<Target> targets = new LinkedHashSet<>();
        for (String name : names) {
            Target target = known.get(bare(name));
            if (target == null) {
                throw new Problem(
                        name,
                        "there is no such template",
                        "pull it first; available here: " + String.join(", ", known.keySet()));
            }
            targets.add(target);
        }
        return List.copyOf(targets);
    }

    /** The name of a template that the user may have given as a path. */
    public static String bare(String name) {
        return name.replaceFirst("^(\\./)?template/", "").replaceFirst("/$", "");
    }

    /** The stack's functions that bring their own Dockerfile. Functions that share a folder are one target. */
    public List<Target> functions() {
        return functionsByName().values().stream().distinct().toList();
    }

    private Map<String, Target> functionsByName() {
        Map<String, Target> byFolder = new HashMap<>();
        Map<String, Target> byName = new LinkedHashMap<>();
        for (Stack.Function function : stack.map(Stack::functions).orElse(List.of())) {
            if (function.language().equals(Stack.OWN_DOCKERFILE)) {
                Target target =
                        byFolder.computeIfAbsent(folder(function), path -> Target.function(function.name(), path));
                byName.put(function.name(), target);
            }
        }
        return byName;
    }

    private String folder(Stack.Function function) {
        Path handler =
                Path.of(function.handler().isEmpty() ? "." : function.handler()).normalize();
        if (handler.isAbsolute()
                || handler.startsWith("..")
                || handler.startsWith("template")
                || handler.toString().isEmpty()) {
            throw new Problem(
                    stack.orElseThrow().file() + ": function " + function.name(),
                    "its handler '" + function.handler() + "' is not a folder inside this repository",
                    "use a relative path below the stack file's folder, outside template/");
        }
        return handler.toString().replace('\\', '/');
    }

    private TreeSet<String> needed() {
        TreeSet<String> names = new TreeSet<>();
        stack.map(Stack::languages).orElse(new TreeSet<>()).stream()
                .filter(language -> !language.isEmpty())
                .filter(language -> !language.equals(Stack.OWN_DOCKERFILE) || hasOwnDockerfileTemplate())
                .map(this::checked)
                .forEach(names::add);
        return names;
    }

    /**
     * Whether the template for {@code lang: dockerfile} is in {@code template/}, or the stack lists it. faas-cli
     * requires this template, although it builds nothing from it. If the template is missing, faas-cli pulls a whole
     * repository, which overwrites other templates.
     */
    public boolean hasOwnDockerfileTemplate() {
        return onDisk().contains(Stack.OWN_DOCKERFILE)
                || stack.map(Stack::sources).orElse(Map.of()).containsKey(Stack.OWN_DOCKERFILE);
    }

    private String checked(String language) {
        if (language.contains("/") || language.contains("\\") || language.startsWith(".")) {
            throw new Problem(
                    stack.orElseThrow().file(),
                    "'" + language + "' is not a template name",
                    "correct the function's 'lang'");
        }
        return language;
    }

    /** The names of the templates that are in {@code template/}. */
    public TreeSet<String> onDisk() {
        Path folder = root.resolve("template");
        TreeSet<String> names = new TreeSet<>();
        if (Files.isSymbolicLink(folder)) {
            throw new Problem("template", "is a symbolic link", "replace it with the folder itself");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new Problem("template", "this is a file, but a folder is needed", "rename or remove it");
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isDirectory)
                    .map(child -> child.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .forEach(names::add);
        } catch (IOException e) {
            throw Problem.of(folder, e);
        }
        return names;
    }
}
