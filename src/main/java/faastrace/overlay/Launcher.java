package faastrace.overlay;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.overlay.match.BoundedText;
import faastrace.overlay.match.Patterns;
import faastrace.problem.Problem;
import faastrace.template.Fact;
import faastrace.template.Facts;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that starts another program. That program is named in the command itself, or in a file of the template.
 *
 * @param command the pattern of the process; the other texts can use its named groups
 * @param as an overlay text that names the program; the text can use {@code program}, as found in the file
 * @param file the file that names the program, an overlay text
 * @param key for a JSON file, the names that lead to the program, outermost first; each name is an overlay text
 * @param find for any other file, a pattern; the group {@code program} of its last match is the program
 */
record Launcher(Pattern command, Optional<String> as, Optional<String> file, List<String> key, Optional<Pattern> find) {
    static final String PROGRAM = "program";

    /** Its overlay texts. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(key);
        Stream.concat(as.stream(), file.stream()).forEach(texts::add);
        return texts;
    }

    /** The program that a process starts, if the process is this launcher and the program is known. */
    Optional<Fact> program(Overlay overlay, Fact process, Facts facts) {
        Matcher matcher = command.matcher(new BoundedText(process.value()));
        if (!matcher.find()) {
            return Optional.empty();
        }
        Map<String, String> groups = Patterns.groups(command, matcher);
        if (file.isEmpty()) {
            return Optional.of(new Fact(render(overlay, as.orElseThrow(), groups), process.evidence()));
        }
        return facts.ownFile(render(overlay, file.get(), groups))
                .flatMap(where -> find.isPresent() ? found(where, facts.code(where)) : inJson(where, overlay, groups))
                .map(found -> as.isEmpty() ? found : changed(overlay, found, groups));
    }

    /** The shell script, or another text of the template, in which the program is looked for. */
    Optional<TemplateFile> script(Overlay overlay, Fact process, Facts facts) {
        Matcher matcher = command.matcher(new BoundedText(process.value()));
        if (find.isEmpty() || !matcher.find()) {
            return Optional.empty();
        }
        return facts.ownFile(render(overlay, file.orElseThrow(), Patterns.groups(command, matcher)));
    }

    private Fact changed(Overlay overlay, Fact found, Map<String, String> groups) {
        Map<String, String> values = new HashMap<>(groups);
        values.put(PROGRAM, found.value());
        return new Fact(render(overlay, as.orElseThrow(), values), found.evidence());
    }

    private Optional<Fact> found(TemplateFile where, String text) {
        Matcher matcher = find.orElseThrow().matcher(new BoundedText(text));
        int last = -1;
        String program = null;
        while (matcher.find()) {
            last = matcher.start(PROGRAM);
            program = matcher.group(PROGRAM);
        }
        if (program == null) {
            return Optional.empty();
        }
        long line = 1 + text.substring(0, last).chars().filter(c -> c == '\n').count();
        return Optional.of(new Fact(program.strip(), where.path() + ":" + line));
    }

    private Optional<Fact> inJson(TemplateFile where, Overlay overlay, Map<String, String> groups) {
        try {
            Optional<Value> value = Optional.of(Json.read(where.path(), where.text()));
            for (String name : key) {
                value = value.filter(Value::isMapping).flatMap(v -> v.find(render(overlay, name, groups)));
            }
            return value.filter(Value::isText).map(v -> new Fact(v.text(), where.path() + ":" + v.line()));
        } catch (Problem notJson) {
            return Optional.empty();
        }
    }

    private static String render(Overlay overlay, String text, Map<String, String> groups) {
        return overlay.render("launchers", text, groups).strip();
    }
}
