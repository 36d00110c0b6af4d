package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {
    @Test
    void argDefaultsAreExpandedInImagesAndPlatforms() {
        Stage stage = Dockerfile.parse(
                        "ARG V=3.12\nARG OS=slim-${V}\nARG BARE\n"
                                + "FROM --platform=${TARGETPLATFORM:-linux/amd64} img:$V-${OS}${X:-y}${V:+z}${BARE}$W AS build\n")
                .finalStage()
                .orElseThrow();
        assertThat(stage.image()).isEqualTo("img:3.12-slim-3.12yz${BARE}$W");
        assertThat(stage.platform()).contains("linux/amd64");
        assertThat(stage.alias()).contains("build");
    }

    @Test
    void argsInsideAStageDoNotChangeALaterFrom() {
        Dockerfile file = Dockerfile.parse("ARG V=1\nFROM a:$V\nARG V=2\nFROM b:$V\n");
        assertThat(file.stages()).extracting(Stage::image).containsExactly("a:1", "b:1");
    }

    @Test
    void aStageBuiltOnAnotherKnowsItsChainAndRootImage() {
        Dockerfile file = Dockerfile.parse("FROM a AS Base\nFROM BASE as mid\nFROM c\nFROM mid\n");
        Stage last = file.finalStage().orElseThrow();
        assertThat(last.chain()).extracting(Stage::index).containsExactly(0, 1, 3);
        assertThat(last.rootImage()).isEqualTo("a");
        assertThat(file.stages().get(2).parent()).isEmpty();
    }

    @Test
    void aStageIsNeverItsOwnParentNorALaterOnes() {
        Dockerfile file = Dockerfile.parse("FROM x AS x\nFROM later\nFROM y AS later\nFROM 0\n");
        assertThat(file.stages()).allSatisfy(stage -> assertThat(stage.parent()).isEmpty());
    }

    @Test
    void ofTwoStagesWithOneNameTheLatestCounts() {
        Dockerfile file = Dockerfile.parse("FROM a AS n\nFROM b AS n\nFROM n\n");
        assertThat(file.finalStage().orElseThrow().rootImage()).isEqualTo("b");
    }

    @Test
    void copyNamesAStageByNameOrIndex() {
        Dockerfile file = Dockerfile.parse(
                "FROM a AS one\nFROM b\nCOPY --from=ONE x y\nCOPY --from=0 x y\nCOPY --from=1 x y\nCOPY --from=img x y\nCOPY x y\n"
                        + "COPY --from=99999999999 x y\n");
        Stage stage = file.stages().get(1);
        assertThat(stage.instructions())
                .extracting(copy -> stage.byCopyFrom(copy).map(Stage::index).orElse(-1))
                .containsExactly(0, 0, -1, -1, -1, -1);
    }

    @Test
    void aStageEndsBehindItsLastInstructionAndBeforeTheNextStagesComments() {
        String text = "FROM a\nUSER b\n\n# second\nFROM c\n# tail";
        Dockerfile file = Dockerfile.parse(text);
        assertThat(text.substring(0, file.stages().get(0).end())).isEqualTo("FROM a\nUSER b\n");
        assertThat(text.substring(file.stages().get(1).end())).isEqualTo("# tail");
        assertThat(file.stages().get(0).instructions())
                .extracting(Instruction::keyword)
                .containsExactly("USER");
    }

    @Test
    void theNewlineIsWhatMostLinesHave() {
        assertThat(Dockerfile.parse("a\r\nb\r\nc\n").newline()).isEqualTo("\r\n");
        assertThat(Dockerfile.parse("a\r\nb\n").newline()).isEqualTo("\n");
        assertThat(Dockerfile.parse("").newline()).isEqualTo("\n");
    }

    @Test
    void linesAreCountedFromOne() {
        Dockerfile file = Dockerfile.parse("a\nb\n");
        assertThat(List.of(file.lineOf(0), file.lineOf(1), file.lineOf(2), file.lineOf(4)))
                .containsExactly(1, 1, 2, 3);
    }

    @Test
    void whatDockerWouldRefuseIsListedWithItsLine() {
        assertThat(problems("")).containsExactly("1: there is no FROM");
        assertThat(problems("# only a comment")).containsExactly("1: there is no FROM");
        assertThat(problems("RUN a\nFROM b\n")).containsExactly("1: RUN comes before the first FROM");
        assertThat(problems("FROM a\nFOO b\n")).containsExactly("2: unknown instruction FOO");
        assertThat(problems("FROM a b\nRUN\n"))
                .containsExactly("1: FROM takes IMAGE, or IMAGE AS NAME", "2: RUN has no arguments");
        assertThat(problems("FROM a\nENV b\nENV c=d e\nLABEL =x\n"))
                .containsExactly("2: ENV takes key=value", "3: ENV takes key=value", "4: LABEL takes key=value");
        assertThat(problems("ARG V\nFROM a as b\nENV c d\nARG e\nONBUILD RUN f\n"))
                .isEmpty();
    }

    private static List<String> problems(String text) {
        return Dockerfile.parse(text).problems().stream()
                .map(DockerfileFault::toString)
                .toList();
    }
}
