package faastrace.tryout;

/** Runs the tests on Podman. */
class TryPodmanIT extends TryOnEngineIT {
    /** With the other engine's, these are ten. */
    private static final int KILLS = 5;

    TryPodmanIT() {
        super(TestEngine.Kind.PODMAN, KILLS);
    }
}
