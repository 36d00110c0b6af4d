package faastrace.cli.template;

import faastrace.repository.store.StoreTemplate;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template store describe NAME}. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Show the details of one template in the store.",
        footer = {"", "Example:", "  faas-trace template store describe NAME"})
final class TemplateStoreDescribeCommand implements Callable<Integer> {
    @ParentCommand
    private TemplateStoreCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreForm form;

    @Parameters(paramLabel = "NAME", description = "NAME or SOURCE/NAME, as 'template store list' shows them.")
    private String name;

    @Override
    public Integer call() {
        StoreTemplate template = parent.store().template(name);
        PrintWriter out = spec.commandLine().getOut();
        form.json(List.of(template), template.fields()).ifPresentOrElse(out::print, () -> print(template, out));
        out.flush();
        return 0;
    }

    private static void print(StoreTemplate template, PrintWriter out) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Name", template.name());
        rows.put("Description", template.description());
        rows.put("Language", template.language());
        rows.put("Source", template.source());
        rows.put("Repository", template.repository());
        rows.put("Platform", template.platform());
        rows.put("Official", template.official().equals("true") ? "[x]" : "[ ]");
        rows.put("Recommended", template.recommended() ? "[x]" : "[ ]");
        out.println();
        rows.forEach((title, text) -> out.println(
                String.format("%-13s%s", title + ":", StoreTable.harmless(text)).stripTrailing()));
        out.println();
    }
}
