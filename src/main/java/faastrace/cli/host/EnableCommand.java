package faastrace.cli.host;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.ExitCodes;
import faastrace.cli.terminal.WriteOptions;
import faastrace.host.enable.AccessChange;
import faastrace.host.enable.Enable;
import faastrace.host.enable.EnableRequest;
import faastrace.patch.UnifiedDiff;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faas-trace enable}: allows perf_event_open, and nothing more. */
@Command(
        name = "enable",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Allow functions to call perf_event_open, and nothing more.",
        footer = {"", "Example:", "  faas-trace enable docker"})
public final class EnableCommand {
    private static final String WRITTEN =
            "Nothing to write: the files already exist. faas-trace did not check whether the cluster has them.";

    @Spec
    private CommandSpec spec;

    /** The options of all subcommands. */
    static final class Common {
        @Mixin
        private WriteOptions write;

        @Option(
                names = "--root",
                paramLabel = "DIR",
                description = "Root of the machine's file system, or of an image of it (default: /).")
        private Path root = Path.of("/");
    }

    /** The options of subcommands that write a profile. */
    static final class Profile {
        @Option(
                names = "--profile",
                paramLabel = "FILE",
                description = "Start from this profile instead of the engine's default profile.")
        private @Nullable Path base;

        @Option(
                names = "--arch",
                paramLabel = "NAME",
                description = "Architecture to evaluate the profile's conditions for.")
        private @Nullable String architecture;

        @Option(
                names = "--cap",
                paramLabel = "NAME",
                split = ",",
                description =
                        "Capabilities to evaluate the profile's conditions for, or none (default: the usual ones).")
        private Set<String> capabilities = new LinkedHashSet<>();
    }

    /** The options of subcommands that can set up a machine. */
    static final class Machine {
        @Option(names = "--system", description = "Set up this machine for all containers, instead of writing a file.")
        private boolean system;

        @Option(
                names = "--output",
                paramLabel = "FILE",
                description = "The file to write (default: faas-trace-seccomp.json).")
        private @Nullable Path output;

        @Mixin
        private KernelOptions kernel = new KernelOptions();

        private EnableRequest.EngineRequest engine = EnableRequest.EngineRequest.NONE;

        @Option(names = "--flat", description = "Write the flat form that containerd reads.")
        private boolean flat;
    }

    @Command(
            name = "docker",
            mixinStandardHelpOptions = true,
            description = {
                "Write a seccomp profile for Docker.",
                "Name the profile when you start a container, or use --system for all containers."
            },
            footer = {"", "Examples:", "  faas-trace enable docker", "  faas-trace enable docker --system --dry-run"})
    int docker(
            @Mixin Machine machine,
            @Mixin Common common,
            @Option(
                            names = "--engine",
                            paramLabel = "COMMAND",
                            description = "Engine command, with options (default: docker).")
                    String engine,
            @Option(
                            names = "--release",
                            paramLabel = "VERSION",
                            description = "Version of the engine, if faas-trace can't query the engine.")
                    String release,
            @Mixin Profile profile) {
        machine.engine = new EnableRequest.EngineRequest(Optional.ofNullable(engine), Optional.ofNullable(release));
        return open(common, request(common, profile, machine), Enable::docker);
    }

    @Command(
            name = "podman",
            mixinStandardHelpOptions = true,
            description = {
                "Write a seccomp profile for Podman.",
                "Name the profile when you start a container, or use --system for all containers."
            },
            footer = {"", "Example:", "  faas-trace enable podman"})
    int podman(@Mixin Machine machine, @Mixin Common common, @Mixin Profile profile) {
        return open(common, request(common, profile, machine), Enable::podman);
    }

    @Command(
            name = "faasd",
            mixinStandardHelpOptions = true,
            description = {
                "Lower this machine's perf_event_paranoid, if necessary.",
                "faasd sets no seccomp profile, so there is nothing else to change."
            },
            footer = {"", "Example:", "  faas-trace enable faasd --dry-run"})
    int faasd(@Mixin KernelOptions kernel, @Mixin Common common) {
        Machine machine = new Machine();
        machine.kernel = kernel;
        return open(common, request(common, new Profile(), machine), Enable::faasd);
    }

    @Command(
            name = "kubernetes",
            mixinStandardHelpOptions = true,
            description = {
                "Write manifests that install a seccomp profile in a cluster.",
                "Prints the commands that apply the manifests and make functions use the profile."
            },
            footer = {
                "",
                "Folders for --kubelet-dir in other distributions:",
                "  k0s       /var/lib/k0s/kubelet",
                "  MicroK8s  /var/snap/microk8s/common/var/lib/kubelet",
                "",
                "Example:",
                "  faas-trace enable kubernetes --function pi"
            })
    int kubernetes(
            @Option(
                            names = "--function",
                            paramLabel = "NAME",
                            description = "Function to print commands for; repeatable.")
                    List<String> functions,
            @Option(
                            names = "--namespace",
                            paramLabel = "NAME",
                            defaultValue = "openfaas-fn",
                            description = "Namespace of the functions (default: ${DEFAULT-VALUE}).")
                    String namespace,
            @Option(
                            names = "--output",
                            paramLabel = "DIR",
                            description = "Folder for the manifests (default: faas-trace-kubernetes).")
                    Path output,
            @Mixin Common common,
            @Option(names = "--operator", description = "Let the security-profiles-operator install the profile.")
                    boolean operator,
            @Option(
                            names = "--kubelet-dir",
                            paramLabel = "DIR",
                            defaultValue = "",
                            description = "The kubelet's folder on the nodes (default: /var/lib/kubelet).")
                    String kubelet,
            @Option(
                            names = "--image",
                            paramLabel = "IMAGE",
                            defaultValue = "",
                            description = "Image that installs the profile; needs a shell, cp and cmp"
                                    + " (default: a small one).")
                    String image,
            @Option(
                            names = "--engine",
                            paramLabel = "COMMAND",
                            description = "Cluster command, with options (default: kubectl).")
                    String engine,
            @Option(
                            names = "--release",
                            paramLabel = "VERSION",
                            description = "Version of containerd on the nodes, if faas-trace can't query the cluster.")
                    String release,
            @Mixin KernelOptions.Waits waits,
            @Mixin Profile profile) {
        Machine machine = new Machine();
        machine.output = output;
        machine.kernel = KernelOptions.of(waits);
        machine.engine = new EnableRequest.EngineRequest(Optional.ofNullable(engine), Optional.ofNullable(release));
        List<String> named = functions == null ? List.of() : functions;
        EnableRequest.ClusterRequest cluster =
                new EnableRequest.ClusterRequest(named, namespace, image, operator, kubelet);
        return open(common, request(common, profile, machine, cluster), Enable::kubernetes);
    }

    private EnableRequest request(Common common, Profile profile, Machine machine) {
        return request(common, profile, machine, new EnableRequest.ClusterRequest(List.of(), "", "", false));
    }

    private EnableRequest request(
            Common common, Profile profile, Machine machine, EnableRequest.ClusterRequest cluster) {
        Path here = CommandContext.of(spec).here();
        return new EnableRequest(
                here,
                here.resolve(common.root),
                machine.system,
                Optional.ofNullable(profile.base),
                Optional.ofNullable(machine.output),
                machine.flat,
                Optional.ofNullable(profile.architecture),
                profile.capabilities,
                machine.kernel.access(),
                cluster,
                machine.engine);
    }

    private int open(Common common, EnableRequest request, Function<EnableRequest, AccessChange> how) {
        AccessChange opening = how.apply(request);
        CommandLine commandLine = spec.commandLine();
        if (common.write.dryRun()) {
            boolean coloured = commandLine.getColorScheme().ansi().enabled();
            commandLine.getOut().print(UnifiedDiff.print(opening.patch(), coloured));
        }
        if (common.write.check()) {
            return opening.patch().isEmpty() ? 0 : ExitCodes.FOUND;
        }
        if (!common.write.dryRun()) {
            opening.apply();
            opening.patch().changes().forEach(change -> commandLine.getOut().println(opening.shown(change.path())));
        }
        commandLine.getOut().flush();
        talk(opening, commandLine.getErr());
        return 0;
    }

    private static void talk(AccessChange opening, PrintWriter err) {
        boolean nothing = opening.patch().isEmpty();
        if (nothing) {
            err.println(opening.applied() ? "Nothing to write: everything is set up already." : WRITTEN);
        }
        say(err, "What this allows:", opening.opens());
        say(err, "Next:", opening.next());
        if (!nothing || !opening.applied()) {
            say(err, "To undo it:", opening.undo());
        }
    }

    private static void say(PrintWriter err, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            err.println(title);
            lines.forEach(line -> err.println("  " + printable(line)));
        }
    }
}
