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
                .hasMessageContaining("too large or too deep");
    }

    @Test
    void errorsNameLineAndColumn() {
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: 1\nb: [\n")).hasMessageContaining("t.yml:3:1");
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: 1\na: 2\n")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: {b: 1}\n").require("a").text())
                .hasMessageContaining("t.yml:1:4");
    }

    private static String goText(String yaml, String... keys) {
        Value value = Yaml.readAsGo("t.yml", yaml);
        for (String key : keys) {
            value = value.find(key).orElse(null);
            if (value == null) {
                return "";
            }
        }
        return value.text();
    }

    @Test
    void mergeKeysBringInWhatIsNotThere() {
        String bases = "x: &x {lang: one, handler: ./one}\ny: &y {lang: two, image: two, <<: *x}\n";
        assertThat(goText(bases + "f: {<<: *x}", "f", "lang")).isEqualTo("one");
        assertThat(goText(bases + "f: {<<: *x, lang: own}", "f", "lang")).isEqualTo("own");
        assertThat(goText(bases + "f: {lang: own, <<: *x}", "f", "handler")).isEqualTo("./one");
        assertThat(goText(bases + "f: {<<: [*x, *y]}", "f", "lang")).isEqualTo("one");
        assertThat(goText(bases + "f: {<<: [*y, *x]}", "f", "lang")).isEqualTo("two");
        assertThat(goText(bases + "f: {<<: [*x, *y]}", "f", "image")).isEqualTo("two");
        assertThat(goText(bases + "f: {<<: *y}", "f", "handler")).isEqualTo("./one");
        assertThat(goText(bases + "f: {<<: [{lang: here}, *x]}", "f", "lang")).isEqualTo("here");
        // A key with an empty value counts as present.
        assertThat(goText(bases + "f: {lang: ~, <<: *x}", "f", "lang")).isEmpty();
        // A quoted or tagged merge key is an ordinary key.
        assertThat(goText(bases + "f: {\"<<\": *x}", "f", "lang")).isEmpty();
        assertThat(goText(bases + "f: {!!str <<: *x}", "f", "lang")).isEmpty();
        assertThat(goText(bases + "<<: *x\n", "lang")).isEqualTo("one");
    }

    @Test
    void whatCannotBeMergedIsAnErrorWhereItIsAskedFor() {
        String text =
                "unused: {<<: x}\ntwice: {a: 1, a: 2}\nlist: {[a]: 1}\nsame: {<<: {a: 1}, <<: {b: 1}}\nf: {lang: x}\n";
        assertThat(goText(text, "f", "lang")).isEqualTo("x");
        assertThatThrownBy(() -> goText(text, "unused", "a")).hasMessageContaining("t.yml:1:14: '<<' takes a mapping");
        assertThatThrownBy(() -> goText(text, "twice", "a"))
                .hasMessageContaining("t.yml:2:15: the key 'a' occurs twice");
        assertThatThrownBy(() -> goText(text, "list", "a")).hasMessageContaining("t.yml:3:8: a key must be text");
        assertThatThrownBy(() -> goText(text, "same", "a"))
                .hasMessageContaining("t.yml:4:20: the key '<<' occurs twice");
        assertThatThrownBy(() -> Yaml.read("t.yml", text)).hasMessageContaining("occurs twice");
    }

    @Test
    void theFirstOfSeveralDocumentsCounts() {
        assertThat(goText("a: 1\n---\na: 2\n", "a")).isEqualTo("1");
        assertThat(goText("a: 1\n---\n[never closed", "a")).isEqualTo("1");
        assertThat(goText("---\na: 1\n...\n", "a")).isEqualTo("1");
        assertThat(goText("---\n---\na: 1\n", "a")).isEmpty();
        assertThatThrownBy(() -> Yaml.read("t.yml", "a: 1\n---\na: 2\n")).isInstanceOf(Problem.class);
    }

    @Test
    void scalarsAreTextsAsWritten() {
        for (String plain :
                List.of("3", "1.0", "0o14", "0x1F", "1_000", "12:30", "yes", "no", "on", "True", "2026-11-23")) {
            assertThat(goText("a: " + plain, "a")).isEqualTo(plain);
            assertThat(goText(plain + ": x", plain)).isEqualTo("x");
        }
        for (String empty : List.of("~", "null", "Null", "", "!!null ~")) {
            assertThat(goText("a: " + empty, "a")).isEmpty();
        }
        assertThat(goText("a: !!str 3", "a")).isEqualTo("3");
        assertThat(goText("a: !own x", "a")).isEqualTo("x");
        assertThat(goText("a: !<tag:example.com,2026:x> x", "a")).isEqualTo("x");
        assertThat(goText("a: !!binary aGk=", "a")).isEqualTo("hi");
        assertThatThrownBy(() -> goText("a: !!binary ''hi", "a")).isInstanceOf(Problem.class);
        assertThat(Yaml.readAsGo("t.yml", "~: 1\nb: 2\n").fields().keySet()).containsExactly("b");
    }

    @Test
    void tabsSeparateBehindATextButDoNotIndent() {
        assertThat(goText("a:\tx\nb: {c:\ty,\td: \t z}\ne: \"f\"\t# g\n", "a")).isEqualTo("x");
        assertThat(goText("a:\tx\nb: {c:\ty,\td: \t z}\n", "b", "d")).isEqualTo("z");
        assertThat(goText("\uFEFFa: 1\r\nb:\r\n  c:\tx\r\n", "b", "c")).isEqualTo("x");
        assertThatThrownBy(() -> goText("a:\n\tb: 1\n", "a")).hasMessageContaining("t.yml:2:1");
        assertThatThrownBy(() -> goText("a:\n-\tb: 1\n", "a")).hasMessageContaining("t.yml:2:2");
        assertThatThrownBy(() -> Yaml.readAsGo("t.yml", "a:\tb\n".repeat(100_000)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void mergingIsBoundedToo() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {k: v}\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a" + i + ": &a" + i + " {<<: [*a" + (i - 1) + ", *a" + (i - 1) + "]}\n");
        }
        assertThatThrownBy(() -> Yaml.readAsGo("t.yml", bomb.toString())).hasMessageContaining("too large or too deep");
        assertThatThrownBy(() -> Yaml.readAsGo("t.yml", "a: &a {<<: *a}"))
                .hasMessageContaining("too large or too deep");
    }

    @Test
    void aDocumentOfVeryManyValuesIsRefusedBeforeItTakesAllMemory() {
        String text = "- x\n".repeat((4 << 20) / 4 - 1);
        assertThatThrownBy(() -> Yaml.read("t.yml", text)).hasMessageContaining("more than 200000 values");
    }
}
