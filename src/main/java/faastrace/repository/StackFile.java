package faastrace.repository;

import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.VariableSubstitution;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A stack file, read as {@code faas-cli build} reads it: environment variables are substituted in the whole text first,
 * and then the result is parsed as YAML.
 *
 * @param name the file as the user knows it
 * @param content the parsed content
 */
public record StackFile(String name, Value content) {
    private static final List<String> DEFAULT_NAMES = List.of("stack.yaml", "stack.yml");

    /**
     * Finds and reads the stack file of a folder: the given file, otherwise {@code stack.yaml}, otherwise
     * {@code stack.yml}.
     *
     * @return the file; empty if none was given and none was found
     * @throws Problem with line and column if it can't be read
     */
    public static Optional<StackFile> find(Path folder, Optional<Path> given) {
        return find(folder, given, System::getenv);
    }

    /** Finds and reads the stack file, substituting these variables. */
    static Optional<StackFile> find(Path folder, Optional<Path> given, UnaryOperator<String> variables) {
        if (given.isPresent()) {
            return Optional.of(read(folder, given.get().toString(), variables));
        }
        return DEFAULT_NAMES.stream()
                .filter(name -> Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .map(name -> read(folder, name, variables));
    }

    private static StackFile read(Path folder, String name, UnaryOperator<String> variables) {
        if (name.startsWith("http:/") || name.startsWith("https:/")) {
            throw new Problem(name, "faas-trace reads stack files only from disk", "download the file first");
        }
        String text = UserFile.read(name, folder.resolve(name));
        String substituted = VariableSubstitution.substitute(name, text, variables);
        return new StackFile(name, Yaml.readAsGo(place(name, text, substituted), substituted));
    }

    /**
     * The name of the file in messages. If the value of a variable has several lines, the lines below the variable get
     * different numbers. In that case, the name tells the user that variables were substituted.
     */
    private static String place(String name, String text, String substituted) {
        boolean sameLines = text.lines().count() == substituted.lines().count();
        return sameLines ? name : name + " (with its variables substituted)";
    }
}
