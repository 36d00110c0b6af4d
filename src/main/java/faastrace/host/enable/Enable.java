package faastrace.host.enable;

import faastrace.files.ParentFolder;
import faastrace.host.seccomp.EngineRelease;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.Optional;

/** Works out the changes that allow {@code perf_event_open} and no other call. Does not write them. */
public final class Enable {
    static final String NEVER_MORE = "Every process in a container with this profile may call perf_event_open."
            + " The kernel still limits what the call can do: at kernel.perf_event_paranoid 2, a process"
            + " without capabilities sees only user-space code of its own user.";

    private final EnableRequest request;

    private Enable(EnableRequest request) {
        this.request = request;
    }

    /**
     * The change for Docker. Either the user names the profile for each container, or the daemon uses it for all
     * containers.
     */
    public static AccessChange docker(EnableRequest request) {
        return new Enable(checked(request)).docker();
    }

    /**
     * The change for Podman. Either the user names the profile for each container, or the profile is written to the
     * place where Podman first looks for its default profile.
     */
    public static AccessChange podman(EnableRequest request) {
        return new Enable(checked(request)).podman();
    }

    /**
     * Rejects a request with capabilities but without a flat profile. Other profiles have conditions, and suit any
     * capabilities.
     */
    private static EnableRequest checked(EnableRequest request) {
        if (!request.capabilities().isEmpty() && !ProfileChoice.isFlat(request)) {
            throw new Problem(
                    "--cap",
                    "needs --flat or --arch: without them, the profile has conditions and suits any capabilities",
                    "add --flat, or leave --cap out");
        }
        return request;
    }

    /** The change for faasd. faasd sets no profile, so only the machine's level can block the call. */
    public static AccessChange faasd(EnableRequest request) {
        AccessChangeDraft draft = new AccessChangeDraft(request.root(), "etc/sysctl.d");
        String noProfile = "faasd (community edition) runs functions without a seccomp profile, so no profile blocks"
                + " perf_event_open.";
        draft.opens(noProfile + " Only this machine's kernel.perf_event_paranoid matters.");
        Sysctl.add(draft, request.kernel());
        if (draft.done().patch().isEmpty()) {
            draft.next(noProfile + " This machine's kernel.perf_event_paranoid is low enough too.");
        }
        draft.next("Other editions may run functions under gVisor, which has no perf_event_open. Functions under gVisor"
                + " run untraced.");
        return draft.done();
    }

    /**
     * The change for Kubernetes: manifests that install a flat profile on the nodes and make functions use the profile.
     */
    public static AccessChange kubernetes(EnableRequest request) {
        return new Cluster(request).opening();
    }

    private AccessChange docker() {
        DockerSetup setup = DockerSetup.of(request);
        Optional<String> unconfined = setup.unconfinedBy();
        if (unconfined.isPresent()) {
            return nothingToOpen(unconfined.get());
        }
        Optional<EngineRelease> release = request.engine()
                .release()
                .map(EngineRelease::of)
                .or(() -> setup.version().flatMap(EngineRelease::find));
        ProfileChoice choice = new ProfileChoice(request, "docker", setup.inUse(), release);
        AccessChange opening = request.system()
                ? new DockerAccess(request, setup, choice).opening()
                : file(choice, "docker run --security-opt seccomp=");
        return setup.complaint().isEmpty()
                ? opening
                : opening.withNext("Could not ask Docker for its version and profile: " + setup.complaint());
    }

    private AccessChange nothingToOpen(String where) {
        AccessChangeDraft draft = new AccessChangeDraft(request.root(), "etc/sysctl.d");
        draft.next("Docker runs containers without any seccomp profile (" + where + "), so nothing has to be allowed."
                + " Start containers without --security-opt seccomp=….");
        if (request.system()) {
            Sysctl.add(draft, request.kernel());
        } else {
            remarkOnLevel(draft);
        }
        return draft.done();
    }

    private AccessChange podman() {
        AccessChangeDraft machine = new AccessChangeDraft(request.root(), "etc/containers");
        String own = "etc/containers/seccomp.json";
        String shipped = "usr/share/containers/seccomp.json";
        Optional<SeccompProfile> there = profile(machine, own).or(() -> profile(machine, shipped));
        ProfileChoice choice = new ProfileChoice(request, "podman", there, Optional.empty());
        if (!request.system()) {
            return file(choice, "podman run --security-opt seccomp=");
        }
        machine.opens(NEVER_MORE);
        machine.merge(own, choice.opened(profile(machine, own), machine));
        machine.opens("This applies to all containers that this Podman creates from now on, unless a container names"
                + " its own profile.");
        machine.undo("# Containers that were created in the meantime keep the profile. Create them again.");
        Sysctl.add(machine, request.kernel());
        return machine.done();
    }

    private static Optional<SeccompProfile> profile(AccessChangeDraft machine, String path) {
        return machine.read(path).map(text -> SeccompProfile.read(machine.shown(path), text));
    }

    /** Writes only a profile. The profile applies to containers that are started with it. */
    private AccessChange file(ProfileChoice choice, String use) {
        Path here = request.here().toAbsolutePath().normalize();
        Path target = here.resolve(request.output().orElse(Path.of("faas-trace-seccomp.json")))
                .normalize();
        AccessChangeDraft draft = AccessChangeDraft.seenFrom(here, ParentFolder.of(target));
        String path = target.getFileName().toString();
        draft.opens(NEVER_MORE);
        draft.merge(path, choice.opened(profile(draft, path), draft));
        draft.next(use + draft.shown(path) + " …");
        remarkOnLevel(draft);
        return draft.done();
    }

    private void remarkOnLevel(AccessChangeDraft draft) {
        if (Sysctl.demanded(new AccessChangeDraft(request.root(), ""), request.kernel())) {
            draft.next("This machine's kernel.perf_event_paranoid is above "
                    + request.kernel().level() + ", which may still block perf. Use --system"
                    + " to lower it too.");
        }
    }
}
