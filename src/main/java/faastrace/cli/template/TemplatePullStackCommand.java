package faastrace.cli.template;

import faastrace.repository.FaasCli;
import faastrace.repository.StackTemplate;
import faastrace.repository.TemplatePull;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template pull stack}. */
@Command(
        name = "stack",
        mixinStandardHelpOptions = true,
        description = {
            "Pull all templates that the stack file lists, or none if one fails.",
            "Entries of configuration.templates without a source come from the store."
        },
        footer = {
            "",
            "If a source has no #REF, the @REF in the template's name is used.",
            "",
            "Example:",
            "  faas-trace template pull stack"
        })
final class TemplatePullStackCommand implements Callable<Integer> {
    @ParentCommand
    private TemplatePullCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PullOptions options;

    @Option(
            names = {"-f", "--yaml"},
            paramLabel = "FILE",
            description = "The stack file (default: stack.yaml or stack.yml).")
    private @Nullable Path file;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description = "URL or path of the store (default: OpenFaaS' store, or $OPENFAAS_TEMPLATE_STORE_URL).")
    private @Nullable String store;

    @Override
    public Integer call() {
        TemplateCommand template = parent.template();
        PullMessages talk = new PullMessages(spec.commandLine(), template::isPatched);
        Optional<FaasCli> faasCli = options.faasCli(template.project());
        if (faasCli.isPresent()) {
            talk.landing(FaasCli.existing(template.project()));
            talk.writtenByFaasCli(faasCli.get().pullStack(file, options.overwrite(), talk::line));
        } else {
            talk.written(new TemplatePull(template.project(), talk)
                    .listed(
                            StackTemplate.read(template.project(), file),
                            () -> template.store(store),
                            options.overwrite()));
        }
        return 0;
    }
}
