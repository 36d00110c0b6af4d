package faastrace.tryout;

/** On Docker. */
class TryDockerTest extends TryOnEngineTest {
    private static final int KILLS = 10;

    TryDockerTest() {
        super(TestEngine.Kind.DOCKER, KILLS);
    }
}
