package faastrace.tryout;

/** Runs the tests on Docker. */
class TryDockerIT extends TryOnEngineIT {
    /** With those on the other engine, this makes ten kills. */
    private static final int KILLS = 5;

    TryDockerIT() {
        super(TestEngine.Kind.DOCKER, KILLS);
    }
}
