package faastrace.tryout;

/** Runs the tests on Docker. */
class TryDockerIT extends TryOnEngineIT {
    /** With the other engine's, these are ten. */
    private static final int KILLS = 5;

    TryDockerIT() {
        super(TestEngine.Kind.DOCKER, KILLS);
    }
}
