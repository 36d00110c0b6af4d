package faastrace.cli.template;

import faastrace.repository.store.TemplateStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code faas-trace template}: its subcommands pull templates as faas-cli does. */
@Command(
        name = "template",
        mixinStandardHelpOptions = true,
        description = "Pull OpenFaaS templates, or list those that you can pull.",
        footer = {"", "Example:", "  faas-trace template store list"},
        subcommands = {TemplatePullCommand.class, TemplateStoreCommand.class})
public final class TemplateCommand {
    private final Path project;
    private final Map<String, String> environment;
    private final Predicate<String> isPatched;

    /**
     * @param project the function repository
     * @param environment the environment variables
     * @param isPatched tests whether a template is patched; takes the name of its folder under {@code template/}
     */
    public TemplateCommand(Path project, Map<String, String> environment, Predicate<String> isPatched) {
        this.project = project;
        this.environment = environment;
        this.isPatched = isPatched;
    }

    Path project() {
        return project;
    }

    boolean isPatched(String folder) {
        return isPatched.test(folder);
    }

    /** The repository to pull if none is given; null for the default one. */
    @Nullable
    String repositoryFromEnvironment() {
        return environment.get("OPENFAAS_TEMPLATE_URL");
    }

    TemplateStore store(@Nullable String option) {
        return TemplateStore.open(option, environment.get("OPENFAAS_TEMPLATE_STORE_URL"));
    }
}
