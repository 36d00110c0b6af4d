package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private static final String ASTRAL = "\uD83D\uDE00";

    @Test
    void valuesKnowTheirOffsetsBehindCharactersOfTwoUnits() {
        String text = "{\"" + ASTRAL + "\": [\"" + ASTRAL + ASTRAL + "\", {\"x\": 7}], \"y\": null, \"z\": true}";
        Value document = Json.read("f", text);
        List<Value> items = document.require(ASTRAL).items();
        assertThat(document.offset(text)).isZero();
        assertThat(text.substring(document.require(ASTRAL).offset(text))).startsWith("[");
        assertThat(text.substring(items.get(0).offset(text))).startsWith("\"" + ASTRAL);
        assertThat(text.substring(items.get(1).offset(text))).startsWith("{");
        assertThat(text.substring(items.get(1).require("x").offset(text))).startsWith("7");
        assertThat(text.substring(document.fields().get("y").offset(text))).startsWith("null");
        assertThat(text.substring(document.require("z").offset(text))).startsWith("true");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLongTextWithACharacterOfTwoUnitsIsReadInTimeProportionalToItsLength() {
        int count = JsonReader.MOST_VALUES - 2;
        String text = "[\"" + ASTRAL + "\"" + ", 1".repeat(count) + "]";
        List<Value> items = Json.read("f", text).items();
        assertThat(items).hasSize(count + 1);
        assertThat(items.get(count).offset(text)).isEqualTo(text.length() - 2);
    }

    @Test
    void aDocumentOfVeryManyValuesIsRefused() {
        String text = "[" + "0,".repeat(JsonReader.MOST_VALUES) + "0]";
        assertThatThrownBy(() -> Json.read("f", text))
                .isInstanceOf(Problem.class)
                .hasMessage("f:1:2000000: the document has more than 1000000 values; use a smaller document");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}|true",
                "[{\"a\": [1]}]|true",
                "1|false",
                "\"a\"|false",
                "``|false",
                "[1|false",
                "[1]]|false",
                "[1] 2|false",
                "a=b|false"
            })
    void onlyOneObjectOrListIsOne(String text, boolean is) {
        assertThat(Json.isObjectOrList(text)).isEqualTo(is);
    }

    @Test
    void aListMayHaveMoreValuesThanADocumentThatIsRead() {
        assertThat(Json.isObjectOrList("[" + "0,".repeat(JsonReader.MOST_VALUES) + "0]"))
                .isTrue();
    }
}
