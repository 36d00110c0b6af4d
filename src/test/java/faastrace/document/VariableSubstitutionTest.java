package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableSubstitutionTest {
    private static final Map<String, String> VARIABLES = Map.of(
            "LANG_NAME", "Python3-http", "PATH_OF", "/srv/app/main.tar.gz", "EMPTY", "", "TWO", "2", "WORD", "été");

    private static String substituted(String text) {
        return VariableSubstitution.substitute("stack.yaml", text, VARIABLES::get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            emptyValue = "",
            value = {
                "${LANG_NAME} => Python3-http",
                "a${NONE}b => ab",
                "$LANG_NAME => $LANG_NAME",
                "$${LANG_NAME} => ${LANG_NAME}",
                "a\\\\b\\/c => a\\b/c",
                "${NONE:-x${LANG_NAME}y} => xPython3-httpy",
                "${EMPTY:-x} => x",
                "${NONE=x} => x",
                "${NONE:=x} => x",
                "${NONE:?x} => x",
                "${NONE:+x} => x",
                "${LANG_NAME:+x} => Python3-http",
                "${LANG_NAME,} => python3-http",
                "${LANG_NAME,,} => python3-http",
                "${WORD^} => Été",
                "${WORD^^} => ÉTÉ",
                "${LANG_NAME:0:6} => Python",
                "${LANG_NAME:8} => http",
                "${LANG_NAME:-4} => Python3-http",
                "${LANG_NAME: -4} => Python3-http",
                "${LANG_NAME:${TWO}:3} => tho",
                "${PATH_OF#*/} => srv/app/main.tar.gz",
                "${PATH_OF##*/} => main.tar.gz",
                "${PATH_OF%.*} => /srv/app/main.tar",
                "${PATH_OF%%.*} => /srv/app/main",
                "${PATH_OF##[^a]*[m-n]} => .tar.gz",
                "${PATH_OF/a/A} => /srv/App/main.tar.gz",
                "${PATH_OF//a/A} => /srv/App/mAin.tAr.gz",
                "${PATH_OF//a/} => /srv/pp/min.tr.gz",
                "${PATH_OF/#\\/srv/x} => x/app/main.tar.gz",
                "${PATH_OF/%gz/xz} => /srv/app/main.tar.xz",
                "${WORD//${EMPTY}/-} => -é-t-é-",
                "${#WORD} => 5",
            })
    void operatorsDoWhatTheyDoInFaasCli(String text, String expected) {
        assertThat(substituted(text)).isEqualTo(expected);
    }

    @Test
    void madeUpTextsComeOutAsFromTheLibraryThatFaasCliUses() throws IOException {
        Value file = Json.read("results", Files.readString(Path.of("src/test/resources/stack/substitutions.json")));
        Map<String, String> variables = new HashMap<>();
        file.require("variables").fields().forEach((name, value) -> variables.put(name, value.text()));
        List<Value> results = file.require("results").items();
        assertThat(results).hasSizeGreaterThan(400);
        for (Value result : results) {
            String text = result.items().get(0).text();
            Value expected = result.items().get(1);
            assertThat(outcome(text, variables)).as(text).isEqualTo(expected.isNull() ? null : expected.text());
        }
    }

    private static String outcome(String text, Map<String, String> variables) {
        try {
            return VariableSubstitution.substitute("stack.yaml", text, variables::get);
        } catch (Problem refused) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${}",
                "${",
                "${A",
                "${A-b}",
                "${A+b}",
                "${A!}",
                "${A:}",
                "${A::1}",
                "${A#}",
                "${A/b}",
                "${A:-b",
                "${#A:1}",
                "${A:é}",
                "${LANG_NAME:2:-1}"
            })
    void aVariableThatFaasCliCannotReadIsNamedWithItsPlace(String variable) {
        assertThatThrownBy(() -> substituted("é: 1\né: " + variable))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("stack.yaml:2:4: ");
    }

    @Test
    void theInnermostVariableIsTheOneThatIsNamed() {
        assertThatThrownBy(() -> substituted("a: ${A:-${B:-x}${C!}}"))
                .hasMessageStartingWith("stack.yaml:1:16: faas-cli can't read this variable");
        assertThatThrownBy(() -> substituted("a: ${A:-${B:-x}"))
                .hasMessageStartingWith("stack.yaml:1:4: this '${' is never closed");
    }

    @Test
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> substituted("a: ${WORD:0:1}"))
                .hasMessageContaining("cut in the middle of a character");
        assertThat(substituted("a: ${WORD:0:1}${WORD:1}")).isEqualTo("a: été");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${A:-",
                "${A/",
                "${A//",
                "${",
                "$${",
                "$",
                "\\",
                "${A:",
                "${A#",
                "${A%%[",
                "${BIG%%*x}",
                "${BIG//x/${BIG}}"
            })
    void hostileTextEnds(String piece) {
        Map<String, String> variables = Map.of("BIG", "x".repeat(100_000));
        outcome("lang: '" + piece.repeat(200_000), variables);
    }

    @Test
    void depthSizeAndTimeAreBounded() {
        Map<String, String> variables = Map.of("BIG", "x".repeat(100_000), "SMALL", "x".repeat(2_000));
        assertThatThrownBy(() -> substituted("${A:-".repeat(200_000) + "}".repeat(200_000)))
                .hasMessageContaining("nested more than 100 levels deep");
        assertThat(substituted("${A:-".repeat(100) + "x" + "}".repeat(100))).isEqualTo("x");
        assertThatThrownBy(() -> VariableSubstitution.substitute("stack.yaml", "a: ${BIG//x/${BIG}}", variables::get))
                .hasMessageContaining("longer than 4 MiB");
        assertThatThrownBy(() -> VariableSubstitution.substitute("stack.yaml", "${BIG}".repeat(100), variables::get))
                .hasMessageContaining("longer than 4 MiB");
        assertThatThrownBy(
                        () -> VariableSubstitution.substitute("stack.yaml", "${SMALL##*y}", variables::get, 1_000_000))
                .hasMessageContaining("takes too long");
        assertThat(VariableSubstitution.substitute("stack.yaml", "${SMALL##*y}", variables::get))
                .as("one expression is not too much")
                .hasSize(2_000);
    }

    @Test
    void aNulCharacterIsRefused() {
        assertThatThrownBy(() -> substituted("a: 1\nb: \0${A}")).hasMessageStartingWith("stack.yaml:2:4: ");
    }
}
