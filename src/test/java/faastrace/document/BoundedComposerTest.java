package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

class BoundedComposerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a%: b|2", "- x|1", "- []|1", "- {}|1", "[x%]: x|3", "? {a: b%}|4", "-|1", "- \"\"|1"})
    void valuesOfEachKindAreCounted(String line, int values) {
        int rounds = 10;
        int most = rounds * values + 1;
        assertThat(composed(line, rounds, most)).isNotNull();
        assertThatThrownBy(() -> composed(line, rounds, most - 1))
                .hasMessageContaining("the document has more than " + (most - 1) + " values");
    }

    /** Composes a document that repeats the line. In the line, % stands for a number that differs each time. */
    private static Node composed(String line, int rounds, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rounds; i++) {
            text.append(line.replace("%", "" + i)).append('\n');
        }
        LoaderOptions options = new LoaderOptions();
        return new BoundedComposer(new ParserImpl(new StreamReader(text.toString()), options), options, most)
                .getSingleNode();
    }
}
