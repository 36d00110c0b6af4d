package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.project.stack.Stack;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Finds completion candidates for an incomplete command line. Uses picocli's model of the commands. */
final class Completion {
    /** The output that asks the shell to complete file names itself. Only the shell knows how to quote file names. */
    static final String FILES = ":files";

    /** The output that asks the shell to complete the names of folders itself. */
    static final String FOLDERS = ":folders";

    private final Path here;
    private final List<String> words;
    private final String begun;
    private CommandSpec spec;
    private @Nullable OptionSpec pending;
    private int positionals;
    private boolean optionsEnded;

    private Completion(Path here, CommandSpec spec, List<String> words) {
        this.here = here;
        this.spec = spec;
        this.words = words.subList(0, words.size() - 1);
        this.begun = words.get(words.size() - 1);
    }

    /**
     * Returns one line for each candidate. If the candidate has a description, it follows after a tab.
     *
     * @param words the words after the program's name; the last one is being typed and may be empty
     */
    static List<String> of(Path here, List<String> words) {
        List<String> split = split(words);
        CommandSpec spec =
                FaasTraceCommand.commandLine(here, split.toArray(String[]::new)).getCommandSpec();
        Completion completion = new Completion(here, spec, split);
        completion.words.forEach(completion::read);
        return completion.candidates();
    }

    /**
     * Removes the {@code =} between an option and its value, because bash passes {@code --option=value} as three words.
     */
    private static List<String> split(List<String> words) {
        List<String> split = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean equals =
                    words.get(i).equals("=") && i > 0 && words.get(i - 1).startsWith("-");
            if (!equals) {
                split.add(words.get(i));
            } else if (i == words.size() - 1) {
                split.add("");
            }
        }
        return split.isEmpty() ? List.of("") : split;
    }

    private void read(String word) {
        if (pending != null) {
            pending = null;
        } else if (word.equals("--")) {
            optionsEnded = true;
        } else if (word.startsWith("-") && word.length() > 1 && !optionsEnded) {
            OptionSpec option = word.contains("=") ? null : spec.findOption(word);
            pending = option != null && option.arity().min() > 0 ? option : null;
        } else if (positionals == 0 && spec.subcommands().containsKey(word)) {
            spec = spec.subcommands().get(word).getCommandSpec();
        } else {
            positionals++;
        }
    }

    private List<String> candidates() {
        int equals = begun.indexOf('=');
        if (pending != null) {
            return values(pending, "", begun);
        }
        if (begun.startsWith("-") && !optionsEnded) {
            return equals < 0
                    ? options()
                    : Optional.ofNullable(spec.findOption(begun.substring(0, equals)))
                            .map(option -> values(option, begun.substring(0, equals + 1), begun.substring(equals + 1)))
                            .orElse(List.of());
        }
        List<String> found = new ArrayList<>(positionals == 0 ? subcommands() : List.of());
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.index().contains(positionals)) {
                found.addAll(values(parameter, "", begun));
            }
        }
        return found;
    }

    private List<String> subcommands() {
        return spec.subcommands().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(begun))
                .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName())) // leaves out aliases
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(entry -> described(
                        entry.getKey(),
                        entry.getValue().getCommandSpec().usageMessage().description()))
                .toList();
    }

    private List<String> options() {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .filter(option -> option.longestName().startsWith(begun))
                .map(option -> described(option.longestName(), option.description()))
                .sorted()
                .toList();
    }

    private List<String> values(ArgSpec argument, String before, String start) {
        if (argument.completionCandidates() != null) {
            return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                    .filter(value -> value.startsWith(start))
                    .map(value -> before + value)
                    .toList();
        }
        return switch (argument.paramLabel()) {
            case "TEMPLATE" ->
                templates().filter(name -> name.startsWith(start)).toList();
            case "FUNCTION" ->
                functions().filter(name -> name.startsWith(start)).toList();
            case "DIR" -> List.of(FOLDERS);
            case "FILE", "TRACE", "PATH" -> List.of(FILES);
            default -> List.of(Path.class, File.class).contains(argument.type()) ? List.of(FILES) : List.of();
        };
    }

    private Stream<String> templates() {
        File[] folders = here.toAbsolutePath().resolve("template").toFile().listFiles(File::isDirectory);
        return folders == null
                ? Stream.empty()
                : Arrays.stream(folders).map(File::getName).sorted();
    }

    /** The names of the functions in the stack file; empty if the file can't be read. */
    private Stream<String> functions() {
        try {
            return Stack.find(here, Optional.empty()).stream()
                    .flatMap(stack -> stack.functions().stream())
                    .map(Stack.Function::name);
        } catch (Problem unreadable) {
            return Stream.empty();
        }
    }

    /** Returns the word, a tab and the first sentence of the word's description. */
    private static String described(String word, String[] description) {
        if (description.length == 0) {
            return word;
        }
        String sentence = CommandLine.Help.Ansi.OFF.string(description[0]).split("(?<=[.:;])\\s", 2)[0];
        return word + "\t" + sentence.replace("%%", "%").replaceAll("[.:;]$", "");
    }
}
