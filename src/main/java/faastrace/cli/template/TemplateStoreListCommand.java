package faastrace.cli.template;

import faastrace.repository.store.StoreTemplate;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template store list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        aliases = "ls",
        description = "List the templates in the store.",
        footer = {"", "Example:", "  faas-trace template store list --recommended"})
final class TemplateStoreListCommand implements Callable<Integer> {
    @ParentCommand
    private TemplateStoreCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreForm form;

    @Option(
            names = {"-p", "--platform"},
            defaultValue = "x86_64",
            description =
                    "Only templates for this platform (default: ${DEFAULT-VALUE}). The JSON output has all platforms.")
    private String platform;

    @Option(
            names = {"-r", "--recommended"},
            description = "Only recommended templates.")
    private boolean recommended;

    @Option(
            names = {"-o", "--official"},
            description = "Only official templates.")
    private boolean official;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show language and platform too.")
    private boolean verbose;

    @Override
    public Integer call() {
        List<StoreTemplate> templates =
                parent.store().templates().stream().filter(this::isWanted).toList();
        PrintWriter out = spec.commandLine().getOut();
        form.json(templates, StoreForm.fields(templates))
                .ifPresentOrElse(out::print, () -> new StoreTable(verbose).print(onPlatform(templates), out));
        out.flush();
        return 0;
    }

    /** As in faas-cli, {@code --recommended} wins over {@code --official}. */
    private boolean isWanted(StoreTemplate template) {
        return recommended
                ? template.recommended()
                : !official || template.official().equals("true");
    }

    private List<StoreTemplate> onPlatform(List<StoreTemplate> templates) {
        return templates.stream()
                .filter(template -> template.platform().equalsIgnoreCase(platform))
                .toList();
    }
}
