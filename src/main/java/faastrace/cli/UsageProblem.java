package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.problem.Typo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Describes what is wrong with a command line: where, what, and the cure. */
final class UsageProblem {
    /** The options whose empty value means something: no suffix, or the default. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("--suffix", "--image", "--kubelet-dir");

    private final CommandLine commandLine;
    private final ParameterException mistake;

    private UsageProblem(ParameterException mistake) {
        this.commandLine = mistake.getCommandLine();
        this.mistake = mistake;
    }

    /** The problem with a command line that could not be parsed. */
    static Problem of(ParameterException mistake) {
        return new UsageProblem(mistake).problem();
    }

    /**
     * The problem with the first empty value. A script passes an empty value if one of its variables is not set. As a
     * path, an empty value would mean the current folder.
     */
    static Optional<Problem> emptyValue(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        ParseResult last = commands.get(commands.size() - 1).getParseResult();
        if (last.commandSpec().usageMessage().hidden()) { // the shells' completion passes on whatever is typed
            return Optional.empty();
        }
        Stream<OptionSpec> options = last.matchedOptions().stream()
                .filter(option -> option.arity().max() > 0 && !MAY_BE_EMPTY.contains(option.longestName()));
        return Stream.concat(options, last.matchedPositionals().stream())
                .filter(argument -> argument.originalStringValues().stream().anyMatch(String::isEmpty))
                .findFirst()
                .map(UsageProblem::empty);
    }

    private static Problem empty(ArgSpec argument) {
        String cure = switch (argument.paramLabel()) {
            case "DIR" -> "name a folder";
            case "FILE", "TRACE" -> "name a file";
            default -> argument.required() ? "give a value" : "give a value, or leave it out";
        };
        return new Problem(name(argument), "is empty", cure);
    }

    private Problem problem() {
        if (mistake instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (mistake instanceof CommandLine.MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        if (mistake instanceof CommandLine.OverwrittenOptionException twice) {
            return new Problem(name(twice.getOverwritten()), "is given more than once", "give it only once");
        }
        if (mistake instanceof CommandLine.MutuallyExclusiveArgsException) {
            String names = allNames(commandLine.getCommandSpec().argGroups().stream()
                    .flatMap(group -> group.allOptionsNested().stream())
                    .filter(option -> message().contains(option.longestName()))
                    .toList());
            return new Problem(names, "can't be combined", "use only one of them");
        }
        if (message().equals("Missing required subcommand")) {
            return inCommand("needs a subcommand", seeHelp());
        }
        ArgSpec argument = mistake.getArgSpec();
        if (argument == null || mistake.getValue() == null) {
            return inCommand(message(), seeHelp());
        }
        return invalid(argument, mistake.getValue());
    }

    private Problem unmatched(CommandLine.UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().get(0);
        String cure = unmatched.getSuggestions().stream()
                .filter(known -> Typo.isLikely(word, known))
                .findFirst()
                .map(known -> "did you mean " + known + "? See" + seeHelp().substring("see".length()))
                .orElse(seeHelp());
        String what = unmatched.isUnknownOption()
                ? "there is no option " + word
                : commandLine.getSubcommands().isEmpty()
                        ? "there is one argument too many: " + word
                        : "there is no command " + word;
        return inCommand(what, cure);
    }

    private Problem missing(List<ArgSpec> missing) {
        ArgSpec first = missing.get(0);
        if (first instanceof OptionSpec option
                && !message().startsWith("Missing required option")
                && missing.size() == 1) {
            return new Problem(name(option), "needs a value", "write " + name(option) + " " + option.paramLabel());
        }
        boolean choice = missing.size() > 1 && first instanceof OptionSpec;
        return inCommand(
                choice ? "one of these options is needed: " + allNames(missing) : name(first) + " is missing",
                choices(first).isEmpty() ? seeHelp() : "name " + choices(first));
    }

    private Problem invalid(ArgSpec argument, String value) {
        if (value.isEmpty()) {
            return empty(argument);
        }
        String where = name(argument) + " " + value;
        if (argument.type().isEnum()) {
            return new Problem(where, "is not a valid value", "use " + choices(argument));
        }
        if (argument.type() == boolean.class || argument.type() == Boolean.class) {
            return new Problem(where, "is not a valid value", "use true or false");
        }
        // The rest are numbers, and values whose converters have messages of their own.
        String reason = message()
                .replaceFirst("^Invalid value for [^:]*: ", "")
                .replaceFirst("^'.*' is not a double$", "is not a number");
        if (reason.matches("(?s)'.*' is not an? (int|long)")) {
            boolean digits = value.matches("[+-]?[0-9]+");
            return new Problem(
                    where,
                    digits ? "is out of bounds" : "is not a whole number",
                    digits
                            ? value.startsWith("-") ? "use a larger number" : "use a smaller number"
                            : "use digits only");
        }
        return new Problem(where, reason, seeHelp());
    }

    private Problem inCommand(String what, String cure) {
        return new Problem(commandLine.getCommandSpec().qualifiedName(), what, cure);
    }

    private String seeHelp() {
        return "see '" + commandLine.getCommandSpec().qualifiedName() + " --help'";
    }

    private String message() {
        return String.valueOf(mistake.getMessage());
    }

    private static String allNames(List<? extends ArgSpec> arguments) {
        return arguments.stream().map(UsageProblem::name).distinct().collect(Collectors.joining(", "));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** The values of an enum as a list, such as {@code a, b or c}; empty for other types. */
    private static String choices(ArgSpec argument) {
        @Nullable Object[] constants = argument.type().getEnumConstants();
        if (constants == null) {
            return "";
        }
        List<String> names =
                new ArrayList<>(Arrays.stream(constants).map(String::valueOf).toList());
        String last = names.remove(names.size() - 1);
        return names.isEmpty() ? last : String.join(", ", names) + " or " + last;
    }
}
