package faastrace.cli.template;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template store pull NAME[@REF]}. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Pull a template from the store.",
            "As in faas-cli, all other templates of its repository are pulled too."
        },
        footer = {"", "Example:", "  faas-trace template store pull NAME"})
final class TemplateStorePullCommand implements Callable<Integer> {
    @ParentCommand
    private TemplateStoreCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PullOptions options;

    @Parameters(paramLabel = "NAME", description = "NAME or SOURCE/NAME, followed by @REF for a branch or tag.")
    private String name;

    @Override
    public Integer call() {
        TemplateCommand template = parent.template();
        PullMessages talk = new PullMessages(spec.commandLine(), template::isPatched);
        return TemplatePullCommand.pull(parent.store().reference(name), options, talk, template);
    }
}
