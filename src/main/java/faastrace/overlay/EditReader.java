package faastrace.overlay;

import faastrace.document.Value;
import faastrace.overlay.match.PatternReader;
import faastrace.overlay.match.Patterns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code edits} and {@code dockerfile} lists of an overlay. */
final class EditReader {
    private static final Pattern COUNT = Pattern.compile("(\\d{1,3})(?:\\.\\.(\\d{1,3}))?");

    private final PatternReader patterns;

    EditReader(PatternReader patterns) {
        this.patterns = patterns;
    }

    Edit textEdit(Value item) {
        item.allow("file", "before", "after", "insert", "find", "replace", "with", "count");
        String file = item.require("file").text();
        if (item.find("find").isPresent()) {
            return new Edit.AtAnchor(
                    item,
                    file,
                    patterns.read(item.require("find")),
                    Edit.Where.REPLACE,
                    group(item),
                    item.require("with").text(),
                    count(item));
        }
        Optional<Value> after = item.find("after");
        if (after.isPresent() == item.find("before").isPresent()) {
            throw item.problem("an edit needs one anchor", "use one of before, after, find");
        }
        return new Edit.AtAnchor(
                item,
                file,
                patterns.read(after.orElseGet(() -> item.require("before"))),
                after.isPresent() ? Edit.Where.AFTER : Edit.Where.BEFORE,
                null,
                item.require("insert").text(),
                count(item));
    }

    Edit dockerfileEdit(Value item) {
        item.allow(
                "edit",
                "find",
                "replace",
                "with",
                "count",
                "root",
                "build",
                "step",
                "arguments",
                "env",
                "command",
                "fprocess");
        if (item.find("root").isPresent()) {
            return rootStep(item.require("root"));
        }
        if (item.find("build").isPresent()) {
            return buildStage(item.require("build"));
        }
        if (item.find("step").isPresent()) {
            return stageStep(item.require("step"));
        }
        if (item.find("env").isPresent()) {
            return new Edit.Environment(item, DockerfileWords.variables(item.require("env")));
        }
        if (item.find("arguments").isPresent()) {
            return new Edit.BuildArguments(item, DockerfileWords.names(item.require("arguments")));
        }
        if (item.find("command").isPresent()) {
            return new Edit.CommandPrefix(item, prefix(item.require("command")).texts());
        }
        if (item.find("fprocess").isPresent()) {
            return new Edit.ProcessPrefix(item, DockerfileWords.words(prefix(item.require("fprocess"))));
        }
        return new Edit.InInstruction(
                item,
                item.require("edit").text().toUpperCase(Locale.ROOT),
                patterns.read(item.require("find")),
                group(item),
                item.require("with").text(),
                count(item));
    }

    /** The name of the group to replace. The pattern must have that group. */
    private String group(Value item) {
        Value group = item.require("replace");
        if (!Patterns.groupNames(patterns.read(item.require("find"))).contains(group.text())) {
            throw group.problem(
                    "'find' has no group named '" + group.text() + "'", "add (?<" + group.text() + ">…) to it");
        }
        return group.text();
    }

    private Edit rootStep(Value step) {
        step.allow("copy", "run", "after");
        return new Edit.RootStep(
                step,
                DockerfileWords.paths(step.require("copy")),
                step.find("run").map(Value::texts).orElse(List.of()),
                step.find("after").stream()
                        .flatMap(list -> list.items().stream())
                        .map(patterns::read)
                        .toList());
    }

    private Edit stageStep(Value step) {
        step.allow("before", "copy", "run");
        return new Edit.StageStep(
                step,
                DockerfileWords.paths(step.require("copy")),
                step.require("run").texts(),
                patterns.read(step.require("before")));
    }

    private Edit buildStage(Value stage) {
        stage.allow("image", "from", "copy", "run", "take");
        return new Edit.BuildStage(
                stage,
                base(stage),
                DockerfileWords.paths(stage.require("copy")),
                stage.require("run").texts(),
                DockerfileWords.paths(stage.require("take")));
    }

    private Edit.Base base(Value stage) {
        Optional<Value> from = stage.find("from");
        if (from.isPresent() == stage.find("image").isPresent()) {
            throw stage.problem(
                    "a build stage needs one of 'image' and 'from'",
                    "write 'image: PATTERN' for an image of the template, or 'from: IMAGE' for any other image");
        }
        return from.isPresent()
                ? new Edit.Base.Named(DockerfileWords.image(from.get()))
                : new Edit.Base.OfTemplate(patterns.read(stage.require("image")));
    }

    private static Value prefix(Value mapping) {
        mapping.allow("prefix");
        return mapping.require("prefix");
    }

    private static Edit.Count count(Value item) {
        Optional<Value> count = item.find("count");
        if (count.isEmpty()) {
            return Edit.Count.ONCE;
        }
        Matcher matcher = COUNT.matcher(count.get().text());
        if (!matcher.matches()) {
            throw count.get()
                    .problem(
                            "'" + count.get().text() + "' is not a count",
                            "write a number such as 1, or a range such as 0..1");
        }
        int least = Integer.parseInt(matcher.group(1));
        return new Edit.Count(least, matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2)));
    }
}
