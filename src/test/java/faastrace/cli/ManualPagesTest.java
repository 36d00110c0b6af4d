package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualPagesTest {
    private static final Map<String, String> PAGES = ManualPages.all("2026-11-23");

    @Test
    void everyCommandHasAPageWithEachOfItsOptions() {
        check(FaasTraceCommand.commandLine(Path.of("")));
    }

    private static void check(CommandLine command) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden() || command.getCommand() instanceof CommandLine.HelpCommand) {
            return;
        }
        String page = PAGES.get(spec.qualifiedName("-") + ".1");
        assertThat(page).as(spec.qualifiedName()).startsWith(".TH ").contains(".SH \"SYNOPSIS\"");
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(
                        option -> assertThat(page).contains(option.longestName().replace("-", "\\-")));
        spec.subcommands().values().forEach(ManualPagesTest::check);
    }

    @Test
    void noPlaceholderIsLeftAndHiddenCommandsHaveNone() {
        assertThat(PAGES.values()).noneMatch(page -> page.contains("${"));
        assertThat(PAGES).doesNotContainKeys("faas-trace-__complete.1", "faas-trace-help.1");
        assertThat(PAGES.get("faas-trace-collect.1")).contains("one folder per function (default: stacks)");
        assertThat(PAGES.get("faas-trace-convert.1")).contains("folded, speedscope, pprof, perf");
    }

    @Test
    void theCheckersOfManualPagesHaveNothingToSay(@TempDir Path folder) throws Exception {
        Means.require("mandoc", "groff");
        ManualPages.main(new String[] {folder.toString(), "2026-11-23"});
        assertThat(said("mandoc -T lint -W warning *.1", folder)).isEmpty();
        assertThat(said("for page in *.1; do groff -man -ww -z -K utf8 \"$page\"; done", folder))
                .isEmpty();
    }

    private static String said(String command, Path folder) throws IOException, InterruptedException {
        Path said = Files.createTempFile("manual", ".out");
        try {
            new ProcessBuilder("sh", "-c", command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            return Files.readString(said);
        } finally {
            Files.delete(said);
        }
    }
}
