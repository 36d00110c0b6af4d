package faastrace.cli.template;

import faastrace.repository.store.TemplateStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/** {@code faas-trace template store}. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "List, describe and pull the templates of a template store.",
        footer = {"", "Example:", "  faas-trace template store list"},
        subcommands = {
            TemplateStoreListCommand.class,
            TemplateStoreDescribeCommand.class,
            TemplateStorePullCommand.class
        })
final class TemplateStoreCommand {
    @ParentCommand
    private TemplateCommand template;

    @Option(
            names = {"-u", "--url"},
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "URL or path of the store (default: OpenFaaS' store, or $OPENFAAS_TEMPLATE_STORE_URL).")
    private @Nullable String url;

    TemplateCommand template() {
        return template;
    }

    TemplateStore store() {
        return template.store(url);
    }
}
