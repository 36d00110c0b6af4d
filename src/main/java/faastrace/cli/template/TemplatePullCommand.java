package faastrace.cli.template;

import faastrace.repository.FaasCli;
import faastrace.repository.TemplatePull;
import faastrace.repository.git.Reference;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faas-trace template pull [REPO[#REF]]}. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Pull all templates of a git repository, or none if one fails.",
            "Writes them to template/NAME, or to template/NAME@REF if you give #REF."
        },
        footer = {
            "",
            "REF is a branch, a tag, a full commit id, or sha- followed by 7 to 40 hex digits.",
            "",
            "Example:",
            "  faas-trace template pull https://github.com/openfaas/templates"
        },
        subcommands = TemplatePullStackCommand.class)
final class TemplatePullCommand implements Callable<Integer> {
    @ParentCommand
    private TemplateCommand template;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PullOptions options;

    @Parameters(
            arity = "0..1",
            paramLabel = "REPO[#REF]",
            description = "A git URL or folder (default: $OPENFAAS_TEMPLATE_URL, or OpenFaaS' own templates).")
    private @Nullable String repository;

    @Override
    public Integer call() {
        return pull(
                Reference.choose(repository, template.repositoryFromEnvironment()),
                options,
                new PullMessages(spec.commandLine(), template::isPatched),
                template);
    }

    /** Pulls a repository. The command {@code template store pull} also uses this method. */
    static int pull(Reference reference, PullOptions options, PullMessages talk, TemplateCommand template) {
        Optional<FaasCli> faasCli = options.faasCli(template.project());
        if (faasCli.isPresent()) {
            talk.landing(FaasCli.existing(template.project()));
            talk.writtenByFaasCli(faasCli.get().pull(reference, options.overwrite(), talk::line));
        } else {
            talk.written(new TemplatePull(template.project(), talk).all(reference, options.overwrite()));
        }
        return 0;
    }

    TemplateCommand template() {
        return template;
    }
}
