package faastrace.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The layout of help: a short synopsis, and options in the order in which they are declared, the most used first. The
 * options that all commands have come last.
 */
final class HelpLayout {
    private static final Set<String> OF_ALL_COMMANDS = Set.of("--debug", "--help", "--version");

    private static final Comparator<OptionSpec> BY_USE = Comparator.comparing(
                    (OptionSpec option) -> OF_ALL_COMMANDS.contains(option.longestName()))
            .thenComparing(OptionSpec::order);

    private HelpLayout() {}

    /** Sets the layout for a command and its subcommands. */
    static void apply(CommandLine commandLine) {
        commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        commandLine.setHelpFactory((spec, colours) -> new ByUse(spec, colours));
        commandLine.getSubcommands().values().forEach(HelpLayout::apply);
    }

    /** The options that help shows, in its order. */
    static List<OptionSpec> options(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(BY_USE)
                .toList();
    }

    private static final class ByUse extends Help {
        ByUse(CommandSpec spec, ColorScheme colours) {
            super(spec, colours);
        }

        @Override
        public String optionList() {
            return optionList(createDefaultLayout(), BY_USE, parameterLabelRenderer());
        }
    }
}
