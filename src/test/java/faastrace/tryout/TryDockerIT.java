package faastrace.tryout;

/** Runs the tests on Docker. */
class TryDockerIT extends TryOnEngineIT {
    private static final int KILLS = 10;

    TryDockerIT() {
        super(TestEngine.Kind.DOCKER, KILLS);
    }
}
