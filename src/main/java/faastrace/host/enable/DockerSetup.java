package faastrace.host.enable;

import faastrace.host.EngineCommand;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which seccomp profile Docker gives containers on this machine, from the running engine, dockerd's command
 * line and {@code daemon.json}. Changes nothing.
 */
final class DockerSetup {
    static final String RESTART = "systemctl restart docker";
    private static final String OPTION = "--seccomp-profile";
    private static final String SETTINGS = "--config-file";

    private final AccessChangeDraft machine;
    private final DockerAnswer answer;
    private final Optional<DockerProcess> process;
    private final Optional<CommandLineWord> option;
    private final DockerDaemon daemon;
    private final boolean isLive;

    private DockerSetup(EnableRequest request) {
        this.machine = new AccessChangeDraft(request.root(), "");
        this.isLive = request.engine().command().isPresent()
                || request.root().normalize().equals(Path.of("/"));
        List<String> command = EngineCommand.words(request.engine().command().orElse("docker"));
        this.answer = isLive ? DockerAnswer.ask(command) : DockerAnswer.NONE;
        this.process = DockerProcess.find(
                request.root(), () -> answer.isThere() ? DockerAnswer.address(command) : Optional.empty());
        List<CommandLineWord> words = words(request.root());
        this.option = CommandLineWord.value(words, OPTION);
        String config = CommandLineWord.value(words, SETTINGS)
                .map(DockerSetup::belowRoot)
                .orElse(DockerDaemon.FILE);
        this.daemon = new DockerDaemon(machine, config);
    }

    static DockerSetup of(EnableRequest request) {
        DockerSetup setup = new DockerSetup(request);
        setup.refuseContradiction();
        return setup;
    }

    /**
     * The words of the command line with which dockerd will be started next time. If somebody started dockerd by hand
     * with other settings, the machine's service does not matter.
     */
    private List<CommandLineWord> words(Path root) {
        List<CommandLineWord> service = DockerService.words(root);
        if (process.isEmpty() || process.get().isService()) {
            return service;
        }
        List<CommandLineWord> words = process.get().words();
        boolean isApart = CommandLineWord.value(words, SETTINGS).isPresent();
        boolean isToCome = CommandLineWord.value(words, OPTION).isEmpty()
                && CommandLineWord.value(service, OPTION).isPresent();
        return isToCome && !isApart ? service : words;
    }

    private void refuseContradiction() {
        if (option.isPresent() && daemon.hasProfile()) {
            throw new Problem(
                    daemon.file(),
                    "names a seccomp profile, and so does " + OPTION + " in "
                            + option.get().where() + "; dockerd does not start with both",
                    "remove one of the two settings");
        }
    }

    private static String belowRoot(CommandLineWord path) {
        if (!path.text().startsWith("/")) {
            throw new Problem(
                    path.where(), "'" + path.text() + "' is not an absolute path", "replace it with an absolute path");
        }
        return path.text().substring(1);
    }

    /** Throws if the engine that the command reaches does not run on this machine, or has its settings elsewhere. */
    void refuseWhereItIsNotHere() {
        if (isLive && answer.isRootless()) {
            throw new Problem(
                    "--system",
                    "does not support rootless Docker, which has its settings in your home folder",
                    "leave --system out, and name the profile for each container");
        }
        if (isLive && process.isEmpty() && answer.isThere()) {
            throw new Problem(
                    "--system",
                    "the Docker engine does not run on this machine, but in a virtual machine, in another container,"
                            + " or elsewhere",
                    "run this command where the engine runs, or leave --system out and name the profile for each"
                            + " container");
        }
        if (isLive && process.isEmpty() && !daemon.isInstalled()) {
            throw new Problem(
                    "--system",
                    "Docker is not installed on this machine",
                    "if you run faas-trace in a container, mount the machine's / and name the mount point with --root");
        }
    }

    /** The file or command line that turns seccomp profiles off; empty if containers get a profile. */
    Optional<String> unconfinedBy() {
        Optional<String> said = option.isPresent()
                ? option.filter(word -> word.text().equals(DockerAnswer.UNCONFINED))
                        .map(CommandLineWord::where)
                : daemon.unconfinedBy();
        boolean inForce =
                answer.profile().filter(DockerAnswer.UNCONFINED::equals).isPresent();
        return said.or(() -> inForce && !isConfigured() ? Optional.of("as the engine reports") : Optional.empty());
    }

    private boolean isConfigured() {
        return option.isPresent() || daemon.hasProfile();
    }

    /** The profile that containers get, if the profile is in a file. */
    Optional<SeccompProfile> inUse() {
        if (option.isPresent()) {
            return profileOfOption().map(this::profile);
        }
        if (daemon.hasProfile() || process.isPresent() || !answer.isThere()) {
            return daemon.base();
        }
        answer.profile().filter(path -> path.startsWith("/")).ifPresent(path -> {
            throw new Problem(
                    path,
                    "is the seccomp profile of the Docker engine, which does not run on this machine",
                    "copy the file from the engine's machine to this machine, and pass the path of the copy with --profile");
        });
        return Optional.empty();
    }

    /** The profile file that dockerd's command line names, as a path below the root. */
    Optional<String> profileOfOption() {
        return option.filter(word -> !DockerDaemon.BUILT_IN.contains(word.text()))
                .map(DockerSetup::belowRoot);
    }

    /** The value of dockerd's profile option, if it names the built-in profile. */
    Optional<CommandLineWord> builtInByOption() {
        return option.filter(word -> DockerDaemon.BUILT_IN.contains(word.text()));
    }

    private SeccompProfile profile(String path) {
        String where = option.orElseThrow().where();
        return machine.read(path)
                .map(text -> SeccompProfile.read(machine.shown(path), text))
                .orElseThrow(() -> new Problem(
                        machine.shown(path),
                        "does not exist, but dockerd is started with this profile (" + where + ")",
                        "correct the option " + OPTION));
    }

    /** The engine's settings file, as a path below the root. */
    String settings() {
        return daemon.path();
    }

    Optional<String> version() {
        return answer.version();
    }

    String complaint() {
        return answer.complaint();
    }
}
