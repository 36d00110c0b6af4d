package faastrace.host.enable;

import faastrace.host.seccomp.SeccompProfile;
import java.util.Optional;

/** Opens the gate for all containers of this machine's Docker, in the file that decides for them. */
final class DockerAccess {
    private final EnableRequest request;
    private final DockerSetup setup;
    private final ProfileChoice choice;

    DockerAccess(EnableRequest request, DockerSetup setup, ProfileChoice choice) {
        this.request = request;
        this.setup = setup;
        this.choice = choice;
    }

    AccessChange opening() {
        setup.refuseWhereItIsNotHere();
        Optional<String> inPlace = setup.profileOfOption();
        String main = inPlace.orElse(setup.settings());
        AccessChangeDraft draft =
                new AccessChangeDraft(request.root(), main.substring(0, Math.max(0, main.lastIndexOf('/'))));
        draft.opens(Enable.NEVER_MORE);
        if (inPlace.isPresent()) {
            open(draft, main);
        } else {
            DockerDaemon daemon = new DockerDaemon(draft, main);
            open(draft, daemon.ourProfile());
            setup.builtInByOption().ifPresentOrElse(option -> explain(draft, daemon, option), daemon::useProfile);
        }
        draft.opens("This holds for all containers of this Docker that name no profile of their own.");
        draft.next(DockerSetup.RESTART
                + "   # until then nothing changes; it stops containers, unless live-restore is on");
        draft.undo(DockerSetup.RESTART + "   # until then the profile stays in force");
        Sysctl.add(draft, request.kernelFrames());
        return draft.done();
    }

    private void open(AccessChangeDraft draft, String path) {
        Optional<SeccompProfile> there = draft.read(path).map(text -> SeccompProfile.read(draft.shown(path), text));
        draft.merge(path, choice.opened(there, draft));
    }

    /** dockerd refuses to start where daemon.json says what its command line says too. */
    private static void explain(AccessChangeDraft draft, DockerDaemon daemon, CommandLineWord option) {
        draft.next("Change --seccomp-profile=" + option.text() + " to --seccomp-profile=/" + daemon.ourProfile()
                + " in " + option.where() + ". It can't be set in daemon.json as well: dockerd would not start.");
    }
}
