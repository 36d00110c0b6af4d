package faastrace.tryout;

/** Runs the tests on Podman. */
class TryPodmanIT extends TryOnEngineIT {
    /** With those on the other engine, this makes ten kills. */
    private static final int KILLS = 5;

    TryPodmanIT() {
        super(TestEngine.Kind.PODMAN, KILLS);
    }
}
