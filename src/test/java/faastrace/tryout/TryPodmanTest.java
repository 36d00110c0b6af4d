package faastrace.tryout;

/** On Podman. */
class TryPodmanTest extends TryOnEngineTest {
    private static final int KILLS = 10;

    TryPodmanTest() {
        super(TestEngine.Kind.PODMAN, KILLS);
    }
}
