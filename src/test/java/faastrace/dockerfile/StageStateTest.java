package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageStateTest {
    private static StageState atEnd(String text) {
        return StageState.before(Dockerfile.parse(text).finalStage().orElseThrow(), null);
    }

    @Test
    void aBareImageLeavesAllToTheRoot() {
        StageState state = atEnd("FROM a\n");
        assertThat(state.user()).isEmpty();
        assertThat(state.userAt()).isEmpty();
        assertThat(state.shell()).isEmpty();
        assertThat(state.workdir()).isEqualTo("/");
        assertThat(state.workdirAt()).isEmpty();
        assertThat(state.environment()).isEmpty();
    }

    @Test
    void userIsInheritedThroughTheChainWithItsEvidence() {
        StageState state = atEnd("FROM a AS build\nUSER app\nFROM b\nUSER other\nFROM build AS ship\nRUN x\n");
        assertThat(state.user()).contains("app");
        assertThat(state.userAt().map(Instruction::line)).contains(2);
    }

    @Test
    void theStateIsThatRightBeforeTheInstruction() {
        Dockerfile file = Dockerfile.parse("FROM a\nUSER one\nRUN x\nuser two\n");
        Stage stage = file.finalStage().orElseThrow();
        List<Instruction> steps = stage.instructions();
        assertThat(StageState.before(stage, steps.get(0)).user()).isEmpty();
        assertThat(StageState.before(stage, steps.get(1)).user()).contains("one");
        assertThat(StageState.before(stage, null).user()).contains("two");
    }

    @Test
    void relativeFoldersAreAppended() {
        assertThat(atEnd("FROM a\nWORKDIR app\nWORKDIR ./src/../lib/\n").workdir())
                .isEqualTo("/app/lib");
        assertThat(atEnd("FROM a\nWORKDIR /x\nWORKDIR /y\n").workdir()).isEqualTo("/y");
        assertThat(atEnd("FROM a\nWORKDIR ../..\n").workdir()).isEqualTo("/");
        assertThat(atEnd("FROM a\nWORKDIR \"/my dir\"\n").workdir()).isEqualTo("/my dir");
    }

    @Test
    void knownVariablesArePutIn() {
        StageState state = atEnd("ARG G=/g\nFROM a AS b\nENV HOME=/home/app U=app\nARG G\nFROM b\n"
                + "WORKDIR ${HOME}/x$G\nUSER ${U:-nobody}:${NOWHERE:-grp}\n");
        assertThat(state.workdir()).isEqualTo("/home/app/x/g");
        assertThat(state.user()).contains("app:grp");
    }

    @Test
    void unknownVariablesStayAsWritten() {
        assertThat(atEnd("FROM a\nWORKDIR /x\nWORKDIR $Y/z\n").workdir()).isEqualTo("$Y/z");
        assertThat(atEnd("FROM a\nUSER ${Y}\n").user()).contains("${Y}");
    }

    @Test
    void anUnknownFolderIsTheBaseOfLaterRelativeOnes() {
        assertThat(atEnd("FROM a\nWORKDIR $Y\nWORKDIR z\n").workdir()).isEqualTo("$Y/z");
    }

    @Test
    void valuesOfOneEnvSeeTheEnvironmentBeforeIt() {
        StageState state = atEnd("FROM a\nENV x=1\nENV x=2 y=$x\nENV z=\"$x$y\" w='$x'\n");
        assertThat(state.environment()).isEqualTo(Map.of("x", "2", "y", "1", "z", "21", "w", "$x"));
        assertThat(state.environmentAt().get("x").line()).isEqualTo(3);
    }

    @Test
    void envWinsOverArg() {
        assertThat(atEnd("FROM a\nENV u=env\nARG u=arg\nUSER $u\n").user()).contains("env");
    }

    @Test
    void theLastShellCounts() {
        StageState state = atEnd("FROM a\nSHELL [\"/bin/bash\", \"-c\"]\nSHELL not json\n");
        assertThat(state.shell()).contains(List.of("/bin/bash", "-c"));
        assertThat(state.shellAt().map(Instruction::line)).contains(2);
    }

    @Test
    void expandUsesWhatIsKnownHere() {
        StageState state = atEnd("FROM a\nENV d=/srv\n");
        assertThat(state.expand("\"$d/x\" ${e}")).isEqualTo("/srv/x ${e}");
        assertThat(state.expand("${d:+a}${e:-b}${e-c}${d?f}${d#/}\\$d$$")).isEqualTo("abc/srv${d#/}$d$$");
        assertThat(state.expand("${e:-${d}/x}${d")).isEqualTo("/srv/x${d");
    }
}
