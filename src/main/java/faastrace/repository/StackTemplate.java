package faastrace.repository;

import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.repository.git.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code configuration.templates} in a stack file.
 *
 * @param name the template's folder under {@code template/}: {@code NAME} or {@code NAME@REF}
 * @param source a repository, optionally with {@code #REF}; if empty, the template store names the repository
 */
public record StackTemplate(String name, Optional<String> source) {
    /**
     * Reads the entries of the stack file in a folder: {@code stack.yaml}, otherwise {@code stack.yml}.
     *
     * @param file a stack file to read instead, or null
     * @throws Problem if there is no such file, or it lists no templates
     */
    public static List<StackTemplate> read(Path folder, @Nullable Path file) {
        StackFile stack = StackFile.find(folder, Optional.ofNullable(file))
                .orElseThrow(() -> new Problem(
                        folder.toString().isEmpty() ? "this folder" : folder.toString(),
                        "there is neither a stack.yaml nor a stack.yml",
                        "give the stack file with -f, or use 'template pull URL'"));
        List<StackTemplate> templates = of(stack);
        if (templates.isEmpty()) {
            throw stack.content()
                    .problem(
                            "no templates are listed under configuration.templates",
                            "add '- {name: NAME, source: URL}' there, or use 'template pull URL'");
        }
        return templates;
    }

    /** The entries of a stack file; empty if it lists none. */
    public static List<StackTemplate> of(StackFile stack) {
        List<Value> entries = stack.content()
                .find("configuration")
                .flatMap(configuration -> configuration.find("templates"))
                .map(Value::items)
                .orElse(List.of());
        return entries.stream()
                .map(entry -> new StackTemplate(
                        entry.require("name").text(), entry.findText("source").filter(text -> !text.isBlank())))
                .toList();
    }

    /** The template's name in its repository: the part before {@code @}. */
    String templateName() {
        return name.split("@", 2)[0];
    }

    /**
     * The repository and ref to pull. If the source has no ref, the ref in the name is used. faas-cli ignores that ref.
     */
    public Reference reference() {
        Reference reference = Reference.parse(source.orElseThrow());
        return takesRefFromName() ? reference.withRef(refOfName()) : reference;
    }

    /**
     * If the ref comes from the name, a note for the user that faas-cli would pull something else. Otherwise empty.
     */
    public Optional<String> noteOnRef() {
        if (source.isEmpty() || !takesRefFromName()) {
            return Optional.empty();
        }
        String url = Reference.parse(source.get()).displayUrl();
        return Optional.of("the source of template " + name + " has no #REF, so " + refOfName()
                + ", the ref in its name, is pulled. faas-cli would pull the default branch. To pull the same with"
                + " both, write 'source: " + url + "#" + refOfName() + "' in the stack file.");
    }

    private boolean takesRefFromName() {
        return name.indexOf('@') > 0 && Reference.parse(source.orElseThrow()).ref() == null;
    }

    private String refOfName() {
        return name.substring(name.indexOf('@') + 1);
    }
}
