package faastrace.host.enable;

import faastrace.host.seccomp.SeccompProfile;
import java.util.Optional;

/** Allows {@code perf_event_open} for all containers of this machine's Docker, in the profile that Docker uses. */
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
        draft.opens("This applies to all containers of this Docker engine, unless a container names its own profile.");
        draft.next(DockerSetup.RESTART + "   # activates the profile, and stops containers unless live-restore is on");
        draft.undo(DockerSetup.RESTART + "   # the profile stays active until this restart");
        Sysctl.add(draft, request.kernel());
        return draft.done();
    }

    private void open(AccessChangeDraft draft, String path) {
        Optional<SeccompProfile> there = draft.read(path).map(text -> SeccompProfile.read(draft.shown(path), text));
        draft.merge(path, choice.opened(there, draft));
    }

    /** If both daemon.json and the command line set the profile, dockerd refuses to start. */
    private static void explain(AccessChangeDraft draft, DockerDaemon daemon, CommandLineWord option) {
        draft.next("Change --seccomp-profile=" + option.text() + " to --seccomp-profile=/" + daemon.ourProfile()
                + " in " + option.where() + ". Don't set the profile in daemon.json too: dockerd does not start with"
                + " both settings.");
    }
}
