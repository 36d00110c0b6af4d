package faastrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTest {
    @Test
    void whateverIsWrittenIsReadBackAsTheSameText() {
        Map<String, Object> inner = new LinkedHashMap<>();
        for (String text : List.of(
                "",
                "plain",
                "yes",
                "no",
                "null",
                "true",
                "200",
                "1e3",
                "0x1F",
                "12:30",
                "a: b",
                "a #b",
                "- a",
                "'q'",
                "\"q\"",
                "{a}",
                "[a]",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "|",
                ">",
                "? a",
                " a ",
                "a\tb",
                "a\nb",
                "é",
                "\u2028",
                "http://h:1/x",
                "sha256:ab",
                "a:",
                ":a",
                "template/x@1.0",
                "~",
                "<<",
                "=",
                "2026-11-23",
                "-",
                "\\")) {
            inner.put("key " + text, text);
            inner.put(text, "value");
        }
        Map<String, Object> data = Map.of("version", 1, "inner", inner, "nothing", Map.of());
        Value read = Yaml.read("t.yml", Yaml.write(data));
        assertThat(read.require("version").number(1, 1)).isEqualTo(1);
        assertThat(read.require("nothing").fields()).isEmpty();
        Map<String, Value> fields = read.require("inner").fields();
        assertThat(fields.keySet()).containsExactlyElementsOf(inner.keySet());
        inner.forEach((key, value) -> assertThat(fields.get(key).text()).isEqualTo(value));
    }

    @Test
    void plainTextsAreNotQuoted() {
        assertThat(Yaml.write(Map.of("repository", "https://github.com/openfaas/templates.git")))
                .isEqualTo("repository: https://github.com/openfaas/templates.git\n");
    }

    @Test
    void aBombIsRefusedBeforeItUnfolds() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append("a" + i + ": &a" + i + " [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a" + (i - 1) + "]\n");
        }
        assertThatThrownBy(() -> Yaml.read("t.yml", bomb.toString()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("t.yml:")
                .hasMessageContaining("unfolds without bound");
    }

    @Test
    void errorsNameLineAndColumn() {
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: 1\nb: [\n")).hasMessageContaining("t.yml:3:1");
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: 1\na: 2\n")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: {b: 1}\n").require("a").text())
                .hasMessageContaining("t.yml:1:4");
    }
}
