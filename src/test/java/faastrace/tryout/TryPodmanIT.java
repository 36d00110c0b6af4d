package faastrace.tryout;

/** Runs the tests on Podman. */
class TryPodmanIT extends TryOnEngineIT {
    private static final int KILLS = 10;

    TryPodmanIT() {
        super(TestEngine.Kind.PODMAN, KILLS);
    }
}
