package faastrace.tryout.build;

import faastrace.document.UserFile;
import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The settings in a template's {@code template.yml} for building and running functions.
 *
 * @param handlerFolder the handler's folder in the build context
 * @param process the process that the watchdog starts, unless the function sets another process
 */
public record BuildSettings(String handlerFolder, Optional<String> process, Value content) {
    private static final String NAME = "template.yml";

    /** Reads the {@code template.yml} in a folder, if it exists. */
    public static Optional<BuildSettings> find(Path folder) {
        return Files.exists(folder.resolve(NAME)) ? Optional.of(read(folder)) : Optional.empty();
    }

    /** Reads the {@code template.yml} in a folder. */
    static BuildSettings read(Path folder) {
        String shown = folder.getFileName() + "/" + NAME;
        Value content = Yaml.readAsGo(shown, UserFile.read(shown, folder.resolve(NAME)));
        String handler = content.findText("handler_folder")
                .filter(text -> !text.isEmpty())
                .orElse("function");
        Path inside = Path.of(handler).normalize();
        if (inside.isAbsolute() || inside.startsWith("..")) {
            throw new Problem(
                    shown,
                    "handler_folder '" + handler + "' is not inside the template",
                    "name a folder in the template");
        }
        return new BuildSettings(
                inside.toString(), content.findText("fprocess").filter(process -> !process.isBlank()), content);
    }

    /** The packages that these build options stand for, together with the packages in {@code more}, sorted. */
    TreeSet<String> packages(Collection<String> options, Collection<String> more) {
        TreeSet<String> packages = new TreeSet<>(more);
        List<Value> known = content.find("build_options").map(Value::items).orElse(List.of());
        for (String option : options) {
            Value found = known.stream()
                    .filter(each -> each.findText("name").filter(option::equals).isPresent())
                    .findFirst()
                    .orElseThrow(() -> content.problem(
                            "there is no build option '" + option + "'", "correct build_options in the stack file"));
            packages.addAll(found.find("packages").map(Value::texts).orElse(List.of()));
        }
        packages.remove("");
        return packages;
    }
}
