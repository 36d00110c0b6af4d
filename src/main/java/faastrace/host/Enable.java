package faastrace.host;

import faastrace.document.UserFile;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.Optional;

/** Works out what lets {@code perf_event_open} through, and nothing more. Writes nothing itself. */
public final class Enable {
    private static final String NEVER_MORE = "A container may call perf_event_open, and so may everything in it."
            + " What the call may do stays bounded by the kernel: at kernel.perf_event_paranoid 2, a process"
            + " without capabilities sees user-space code of its own user only.";

    private final EnableRequest request;

    private Enable(EnableRequest request) {
        this.request = request;
    }

    /** For Docker: a profile to name at each container, or, for the system, one that the daemon uses for all. */
    public static Opening docker(EnableRequest request) {
        return new Enable(checked(request)).docker();
    }

    /** For Podman: the same; the system-wide one is where Podman looks first. */
    public static Opening podman(EnableRequest request) {
        return new Enable(checked(request)).podman();
    }

    /** Profiles in Docker's form ask for capabilities themselves; only a flat one is made for some. */
    private static EnableRequest checked(EnableRequest request) {
        if (!request.capabilities().isEmpty() && !isFlat(request)) {
            throw new Problem(
                    "--cap",
                    "goes with --flat or --arch: a profile with conditions holds for containers with any capabilities",
                    "add --flat, or leave --cap out");
        }
        return request;
    }

    private static boolean isFlat(EnableRequest request) {
        return request.flat() || request.architecture().isPresent();
    }

    /** For faasd, which sets no profile: only the machine's level may stand in the way. */
    public static Opening faasd(EnableRequest request) {
        OpeningDraft draft = new OpeningDraft(request.root(), "etc/sysctl.d");
        String noProfile = "faasd (community edition) runs functions without a seccomp profile, so nothing needs to be"
                + " opened there.";
        draft.opens(noProfile + " Only this machine's kernel.perf_event_paranoid matters.");
        Sysctl.add(draft, request.kernelFrames());
        if (draft.done().patch().isEmpty()) {
            draft.next(noProfile + " This machine's kernel.perf_event_paranoid is low enough too.");
        }
        draft.next(
                "Other editions may run functions under gVisor, which has no perf_event_open: they run untraced there.");
        return draft.done();
    }

    /** For Kubernetes: manifests that bring a flat profile onto the machines, and have functions use it. */
    public static Opening kubernetes(EnableRequest request) {
        return new Cluster(request).opening();
    }

    private Opening docker() {
        if (!request.system()) {
            return file("docker", Optional.empty(), "docker run --security-opt seccomp=");
        }
        OpeningDraft draft = new OpeningDraft(request.root(), "etc/docker");
        DockerDaemon daemon = new DockerDaemon(draft);
        if (daemon.isUnconfined()) {
            draft.next("Docker runs containers without any seccomp profile (" + daemon.file() + "): nothing to open.");
        } else {
            draft.merge(DockerDaemon.PROFILE, form(Gate.open(base("docker", daemon.base()))));
            daemon.useProfile();
            draft.opens(NEVER_MORE);
            draft.opens("This holds for all containers of this Docker that name no profile of their own.");
            draft.next("systemctl restart docker");
        }
        Sysctl.add(draft, request.kernelFrames());
        return draft.done();
    }

    private Opening podman() {
        OpeningDraft machine = new OpeningDraft(request.root(), "etc/containers");
        String own = "etc/containers/seccomp.json";
        String shipped = "usr/share/containers/seccomp.json";
        Optional<String> found = machine.read(own).isPresent()
                ? Optional.of(own)
                : machine.read(shipped).isPresent() ? Optional.of(shipped) : Optional.empty();
        Optional<SeccompProfile> there = found.map(path ->
                SeccompProfile.read(machine.shown(path), machine.read(path).orElseThrow()));
        if (!request.system()) {
            return file("podman", there, "podman run --security-opt seccomp=");
        }
        machine.merge(own, form(Gate.open(base("podman", there))));
        machine.opens(NEVER_MORE);
        machine.opens("This holds for all new containers of this Podman that name no profile of their own.");
        Sysctl.add(machine, request.kernelFrames());
        return machine.done();
    }

    /** Only a profile, for containers that are told to use it. */
    private Opening file(String engine, Optional<SeccompProfile> there, String use) {
        Path target = request.here()
                .toAbsolutePath()
                .resolve(request.output().orElse(Path.of("faas-trace-seccomp.json")))
                .normalize();
        OpeningDraft draft = new OpeningDraft(target.getParent(), "");
        String path = target.getFileName().toString();
        Optional<SeccompProfile> mine = draft.read(path).map(text -> SeccompProfile.read(draft.shown(path), text));
        draft.merge(path, form(Gate.open(base(engine, mine.isPresent() ? mine : there))));
        draft.opens(NEVER_MORE);
        draft.next(use + draft.shown(path) + " …");
        if (Sysctl.demanded(new OpeningDraft(request.root(), ""))) {
            draft.next(
                    "kernel.perf_event_paranoid is above 2 here, which may refuse perf still; --system sets it too.");
        }
        return draft.done();
    }

    /** The profile named, else what is there, else our reading of the engine's own. */
    private SeccompProfile base(String engine, Optional<SeccompProfile> there) {
        Optional<Path> named = request.profile();
        if (named.isPresent()) {
            String shown = named.get().toString();
            return SeccompProfile.read(
                    shown, UserFile.read(shown, request.here().resolve(named.get())));
        }
        return there.orElseGet(() -> DefaultRules.of(engine));
    }

    private String form(SeccompProfile profile) {
        return isFlat(request)
                ? profile.flat(request.surroundings(request.oneArchitecture())).text()
                : profile.text();
    }
}
