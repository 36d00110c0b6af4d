package faastrace.cli;

import faastrace.document.Json;
import faastrace.repository.StoreTemplate;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template store list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        aliases = "ls",
        description = "List the templates of the store.")
final class TemplateStoreListCommand implements Callable<Integer> {
    @ParentCommand
    private TemplateStoreCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-p", "--platform"},
            defaultValue = "x86_64",
            description = "Only templates for this platform (default: ${DEFAULT-VALUE}); JSON holds all.")
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

    @Option(
            names = {"-j", "--json"},
            description = "Print the list as faas-cli's JSON.")
    private boolean json;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.")
    private Format format = Format.text;

    @Override
    public Integer call() {
        List<StoreTemplate> templates =
                parent.store().templates().stream().filter(this::isWanted).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.write(fields(templates)));
        } else if (format == Format.json) {
            out.print(Json.write(document(templates)));
        } else {
            new StoreTable(verbose).print(onPlatform(templates), out);
        }
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

    /** What {@code --format json} prints of these templates. */
    static Map<String, Object> document(List<StoreTemplate> templates) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1);
        document.put("templates", fields(templates));
        return document;
    }

    private static List<Map<String, Object>> fields(List<StoreTemplate> templates) {
        return templates.stream().map(StoreTemplate::fields).toList();
    }
}
