package faastrace.tryout;

/** On Docker. */
class TryDockerIT extends TryOnEngineIT {
    private static final int KILLS = 10;

    TryDockerIT() {
        super(TestEngine.Kind.DOCKER, KILLS);
    }
}
