package faastrace.repository;

import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of {@code configuration.templates} in a stack file.
 *
 * @param name the folder the template is to have under {@code template/}: {@code NAME} or {@code NAME@REF}
 * @param source a repository, maybe with {@code #REF}; without one the template store is asked
 */
public record StackTemplate(String name, Optional<String> source) {
    /**
     * The entries of the stack file in a folder: {@code stack.yaml}, else {@code stack.yml}.
     *
     * @param file another file, or null
     * @throws Problem where there is no such file, or it lists no templates
     */
    public static List<StackTemplate> read(Path folder, Path file) {
        Path stack = file != null ? folder.resolve(file) : folder.resolve("stack.yaml");
        if (file == null && !Files.exists(stack)) {
            stack = folder.resolve("stack.yml");
        }
        try {
            return read(Yaml.read(stack.toString(), Files.readString(stack)));
        } catch (IOException e) {
            throw Problem.of(stack, e);
        }
    }

    private static List<StackTemplate> read(Value stack) {
        List<StackTemplate> templates = new ArrayList<>();
        List<Value> entries = stack.find("configuration")
                .flatMap(configuration -> configuration.find("templates"))
                .map(Value::items)
                .orElse(List.of());
        for (Value entry : entries) {
            Optional<String> source = entry.findText("source").filter(text -> !text.isBlank());
            templates.add(new StackTemplate(entry.require("name").text(), source));
        }
        if (templates.isEmpty()) {
            throw stack.problem(
                    "no templates are listed under configuration.templates",
                    "add '- {name: NAME, source: URL}' there, or use 'template pull URL'");
        }
        return templates;
    }

    /** The template's name in its repository: the part before {@code @}. */
    String templateName() {
        return name.split("@", 2)[0];
    }

    /** The source; the ref of the name counts where the source has none, which faas-cli ignores. */
    Reference reference() {
        Reference reference = Reference.parse(source.orElseThrow());
        int mark = name.indexOf('@');
        return reference.ref() == null && mark > 0 ? reference.withRef(name.substring(mark + 1)) : reference;
    }
}
