package faastrace.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeredocTest {
    private static final String NEXT = "USER next\n";

    /**
     * Parses the text and a USER instruction after it. Returns the first instruction, which must end where USER begins.
     */
    private static Instruction before(String text) {
        List<Instruction> all = Dockerfile.parse(text + NEXT).instructions();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).raw()).isEqualTo(text);
        return all.get(0);
    }

    private static String body(String text, Heredoc heredoc) {
        return text.substring(heredoc.bodyStart(), heredoc.bodyEnd());
    }

    @Test
    void itsBodyBelongsToTheInstruction() {
        String text = "RUN <<EOF\nFROM x\n\n# y\nEOF\n";
        Instruction run = before(text);
        assertThat(run.arguments()).isEqualTo("<<EOF");
        assertThat(run.argumentsEnd()).isEqualTo(9);
        Heredoc heredoc = run.heredocs().get(0);
        assertThat(body(text, heredoc)).isEqualTo("FROM x\n\n# y\n");
        assertThat(heredoc.expands()).isTrue();
        assertThat(heredoc.closed()).isTrue();
    }

    @Test
    void aDashLetsTabsStandBeforeTheDelimiter() {
        String text = "RUN <<-EOF\n\ta\n\t\tEOF\n";
        assertThat(before(text).heredocs().get(0).stripsTabs()).isTrue();
        assertThat(before("RUN <<EOF\n\tEOF\n EOF\nEOF \nEOF\n").heredocs()).hasSize(1);
    }

    @Test
    void aQuotedDelimiterKeepsVariables() {
        for (String quoted : List.of("\"EOF\"", "'EOF'", "E\"O\"F", "\\EOF")) {
            Heredoc heredoc = before("RUN cat <<" + quoted + " > /x\n$a\nEOF\n")
                    .heredocs()
                    .get(0);
            assertThat(heredoc.name()).isEqualTo("EOF");
            assertThat(heredoc.expands()).isFalse();
        }
    }

    @Test
    void severalOfALineFollowEachOther() {
        String text = "COPY <<one <<two /dir/\n1\none\n2\ntwo\n";
        Instruction copy = before(text);
        assertThat(copy.heredocs()).extracting(Heredoc::name).containsExactly("one", "two");
        assertThat(body(text, copy.heredocs().get(1))).isEqualTo("2\n");
        assertThat(copy.sources()).isEmpty();
        assertThat(copy.destination()).contains("/dir/");
    }

    @Test
    void itMayBelongToAFileDescriptorOrFollowAContinuation() {
        before("RUN 3<<EOF cat \\\n  <<X\na\nEOF\nX\n");
        before("ADD --chmod=644 <<EOF /x\r\na\r\nEOF\r\n");
        before("RUN cat << EOF > x\na\nEOF\n");
        before("RUN cat << \"E F\" <<X\na\nE F\nX\n");
        before("RUN <<EOF cat ${a} \"${b:-c}\" $d\na\nEOF\n");
        before("ONBUILD RUN <<EOF\na\nEOF\n");
        before("ONBUILD COPY --chown=a <<EOF /x\na\nEOF\n");
    }

    @Test
    void whatOnlyLooksLikeOneIsNone() {
        for (String line : List.of(
                "RUN [\"cat\", \"<<EOF\"]",
                "RUN cat <<<EOF",
                "RUN echo \"<<EOF\"",
                "RUN echo '<<EOF'",
                "RUN a<<EOF",
                "RUN cat <<- EOF",
                "RUN cat <<",
                "ENV A <<EOF",
                "CMD cat <<EOF",
                "ONBUILD CMD <<EOF",
                "RUN echo don't <<EOF",
                "RUN echo \\<<EOF",
                "RUN echo ${a[0]} <<EOF",
                "RUN echo ${a <<EOF",
                "RUN echo \"${}\" <<EOF")) {
            assertThat(before(line + "\n").heredocs()).as(line).isEmpty();
        }
    }

    @Test
    void anOpenOneTakesTheRestOfTheFileAndIsAProblem() {
        Dockerfile file = Dockerfile.parse("FROM a\nRUN <<EOF\nb\nUSER c\n");
        assertThat(file.instructions()).hasSize(2);
        assertThat(file.instructions().get(1).heredocs().get(0).closed()).isFalse();
        assertThat(file.problems())
                .extracting(DockerfileFault::toString)
                .containsExactly("2: the here-document EOF is not closed");
    }

    @Test
    void theDelimiterMayEndTheFile() {
        Dockerfile file = Dockerfile.parse("FROM a\nRUN <<EOF\nb\nEOF");
        assertThat(file.problems()).isEmpty();
        assertThat(file.instructions().get(1).raw()).endsWith("EOF");
    }
}
