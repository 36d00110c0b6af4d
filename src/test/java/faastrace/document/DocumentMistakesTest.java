package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import faastrace.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that mistakes in documents are explained in our words, not in those of the libraries. */
class DocumentMistakesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"a\": 1` | f:1:8 | the text ends too early",
                "`{\"a\": \"1` | f:1:9 | the text ends too early",
                "`{a: 1}` | f:1:2 | unexpected text 'a'",
                "`[1, ]` | f:1:5 | unexpected text ']'",
                "`[nope]` | f:1:2 | unexpected text 'nope'",
                "`[01]` | f:1:3 | there is a number that JSON does not allow",
                "`[\"\\q\"]` | f:1:4 | unexpected text 'q'",
                "`[\"\n\"]` | f:1:3 | there is a line break or a control character in a string",
            })
    void mistakesInJson(String text, String place, String mistake) {
        Problem problem = catchThrowableOfType(Problem.class, () -> Json.read("f", text.replace("\\n", "\n")));
        assertThat(problem.what()).isEqualTo("not valid JSON: " + mistake);
        assertThat(problem.where()).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`a: b: c` | the indentation is wrong, or text that contains ':' or '-' is not in quotes",
                "`a: 1\n  b: 2` | the indentation is wrong, or text that contains ':' or '-' is not in quotes",
                "`a: - b` | the indentation is wrong, or text that contains ':' or '-' is not in quotes",
                "`a:\n\tb: 1` | a tab can't be used for indentation",
                "`a: @b` | a value can't begin with @; put it in quotes",
                "`a: 'b` | the text ends too early; a quote or a bracket may be missing",
                "`a: [1, 2` | missing ',' or ']'",
                "`a: {b: 1` | missing ',' or '}'",
                "`a: 1\nb` | missing ':'",
                "`a: *b` | found undefined alias b",
                "`a: !<x y` | missing '>'",
                "`a: 1\n---\na: 2` | there is more than one document",
                "`{a: 1}\nb: 2` | there is more text after the end",
            })
    void mistakesInYaml(String text, String mistake) {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> Yaml.read("f", text.replace("\\n", "\n").replace("\\t", "\t")));
        assertThat(problem.what()).isEqualTo("not valid YAML: " + mistake);
        assertThat(problem.where()).startsWith("f:");
    }

    @ParameterizedTest
    @CsvSource({"[, ], 60, it is nested too deeply", "'{a: ', }, 60, it is nested too deeply"})
    void tooDeepYaml(String open, String close, int depth, String mistake) {
        String text = open.repeat(depth) + close.repeat(depth);
        Problem problem = catchThrowableOfType(Problem.class, () -> Yaml.read("f", text));
        assertThat(problem.what()).isEqualTo("not valid YAML: " + mistake);
    }

    @Test
    void aMessageIsNeverTakenForTextOfTheUserOrLeftOut() {
        assertThat(YamlMistake.explain("found undefined alias not allowed here"))
                .isEqualTo("found undefined alias not allowed here");
        assertThat(YamlMistake.explain(null)).isEqualTo("it can't be parsed");
    }
}
