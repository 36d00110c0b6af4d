package faastrace.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import faastrace.overlay.match.NamedPatterns;
import faastrace.overlay.match.OverlayFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayReaderTest {
    private static final Path SCHEMA = Path.of("template-overlays/overlay.schema.json");

    @Test
    void everyBuiltInOverlayIsValidByTheReaderAndByThePublishedSchema() throws IOException {
        assertThat(Overlays.builtIn().all()).hasSizeGreaterThan(8);
        for (Overlay overlay : Overlays.builtIn().all()) {
            String text = new String(overlay.texts().get(OverlayFolder.FILE), StandardCharsets.UTF_8);
            assertThat(schema().validate(text, InputFormat.YAML))
                    .as(overlay.name())
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2~kind: runtime | o/overlay.yml:1:10 | version 2 is newer than this faas-trace, which reads version 1",
                "version: 1~kind: nonsense | o/overlay.yml:2:7 | unknown value 'nonsense'",
                "version: 1~kind: entry | o/overlay.yml:1:1 | 'level' is required for kind entry and not allowed for other kinds",
                "version: 1~kind: runtime~level: process | o/overlay.yml:1:1 | 'level' is required for kind entry and not allowed for other kinds",
                "version: 1~kind: distribution | o/overlay.yml:1:1 | a distribution needs either 'install' or 'refuse'",
                "version: 1~kind: distribution~install: a~refuse: b | o/overlay.yml:1:1 | a distribution needs either 'install' or 'refuse'",
                "version: 1~kind: runtime~refuse: b | o/overlay.yml:3:9 | 'refuse' is only allowed with kind distribution or entry",
                "version: 1~kind: runtime~colour: red | o/overlay.yml:3:9 | unknown key 'colour'",
                "version: 1~kind: runtime~oldest: {Go: '1.11'} | o/overlay.yml:3:14 | 'Go' is not a valid language name",
                "version: 1~kind: runtime~oldest: {go: '1.11 or newer'} | o/overlay.yml:3:14 | '1.11 or newer' is not a version",
                "version: 1~kind: runtime~patterns: {Jdk: x} | o/overlay.yml:3:17 | 'Jdk' is not a pattern name",
                "version: 1~kind: runtime~match: {shape: x} | o/overlay.yml:3:16 | unknown key 'shape'",
                "version: 1~kind: runtime~match: {entry: {path: x}} | o/overlay.yml:3:16 | 'contains' is missing",
                "version: 1~kind: runtime~files: [{from: a.txt}] | o/overlay.yml:3:9 | 'to' is missing",
                "version: 1~kind: runtime~edits: [{file: x, after: y}] | o/overlay.yml:3:9 | 'insert' is missing",
                "version: 1~kind: runtime~edits: [{file: x, insert: y}] | o/overlay.yml:3:9 | an edit needs one anchor",
                "version: 1~kind: runtime~dockerfile: [{step: {before: a, copy: {a: /a}}}] | o/overlay.yml:3:21 | 'run' is missing",
                "version: 1~kind: runtime~dockerfile: [{step: {copy: {a: /a}, run: b}}] | o/overlay.yml:3:21 | 'before' is missing",
                "version: 1~kind: runtime~dockerfile: [{step: {before: a, copy: {a: '/a b'}, run: b}}] | o/overlay.yml:3:43 | '/a b' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{build: {image: a, copy: {a: /a}, run: b}}] | o/overlay.yml:3:22 | 'take' is missing",
                "version: 1~kind: runtime~dockerfile: [{build: {copy: {a: /a}, run: b, take: {a: b}}}] | o/overlay.yml:3:22 | a build stage needs one of 'image' and 'from'",
                "version: 1~kind: runtime~dockerfile: [{build: {image: a, from: a, copy: {a: /a}, run: b, take: {a: b}}}] | o/overlay.yml:3:22 | a build stage needs one of 'image' and 'from'",
                "version: 1~kind: runtime~dockerfile: [{build: {from: 'a AS b', copy: {a: /a}, run: b, take: {a: b}}}] | o/overlay.yml:3:29 | 'a AS b' is not an image name",
                "version: 1~kind: runtime~edits: [{file: x, after: a, insert: b, count: many}] | o/overlay.yml:3:47 | 'many' is not a count",
                "version: 1~kind: runtime~dockerfile: [{root: {copy: {\"a /a\\nRUN b\": /c}}}] | o/overlay.yml:3:44 | 'a /a^RUN b' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{root: {copy: {a: \"/c\\nRUN b\"}}}] | o/overlay.yml:3:32 | '/c^RUN b' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{root: {copy: {<<E: /c}}}] | o/overlay.yml:3:34 | '<<E' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{build: {image: a, copy: {a: '/a\\'}, run: b, take: {a: b}}}] | o/overlay.yml:3:43 | '/a\\' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{build: {image: a, copy: {a: /a}, run: b, take: {a: b c}}}] | o/overlay.yml:3:66 | 'b c' is not a path that COPY can use",
                "version: 1~kind: runtime~dockerfile: [{env: {\"A=1\\nRUN b\": c}}] | o/overlay.yml:3:35 | 'A=1^RUN b' is not a variable name",
                "version: 1~kind: runtime~dockerfile: [{fprocess: {prefix: \"a\\nRUN b\"}}] | o/overlay.yml:3:34 | 'a^RUN b' can't be put in front of a process",
                "version: 1~kind: runtime~files: [{from: a.txt, to: \"a\\n!b\"}] | o/overlay.yml:3:27 | 'a^!b' is not a path inside a template",
            })
    void whatTheReaderRefusesTheSchemaRefusesToo(String lines, String where, String what) throws IOException {
        String text = lines.replace('~', '\n');
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.where()).isEqualTo(where);
            assertThat(problem.what()).isEqualTo(what.replace('^', '\n'));
        });
        assertThat(schema().validate(text, InputFormat.YAML)).isNotEmpty();
    }

    @Test
    void aPatternThatIsNoneIsSaidWithItsPlace() {
        assertThatThrownBy(() -> read("version: 1\nkind: runtime\nmatch:\n  run: 'a('\n"))
                .hasMessageContaining("o/overlay.yml:4:8")
                .hasMessageContaining("not a regular expression");
    }

    @Test
    void aNamedPatternMustBeOneThatAnOverlayHas() {
        assertThatThrownBy(() -> read("version: 1\nkind: runtime\nmatch: {image: '^(?&nothing)$'}\n"))
                .hasMessageContaining("o/overlay.yml:3:16")
                .hasMessageContaining("no overlay has a pattern named 'nothing'");
        assertThatThrownBy(() -> NamedPatterns.NONE.with(List.of(folder("o", "patterns:\n  words: ['a', '(']\n"))))
                .hasMessageContaining("o/overlay.yml:2:10")
                .hasMessageContaining("not a regular expression");
    }

    @Test
    void severalOverlaysAddAlternativesToOneName() {
        OverlayFolder user = folder("o", "version: 1\nkind: runtime\nmatch: {run: '^(?&tool) add$'}\n");
        NamedPatterns one = NamedPatterns.NONE.with(List.of(folder("b", "patterns: {tool: [b, c]}\n")));
        NamedPatterns two = one.with(List.of(folder("a", "patterns: {tool: a}\n")));
        assertThat(OverlayReader.read(user, one).match().toString()).contains("^(?:b|c) add$");
        assertThat(OverlayReader.read(user, two).match().toString()).contains("^(?:a|b|c) add$");
        assertThat(OverlayReader.read(user, one).version())
                .as("the version depends on the patterns that the overlay uses")
                .isNotEqualTo(OverlayReader.read(user, two).version());
    }

    /**
     * A user's copy of an overlay may be older than patterns that other overlays use. It must not remove these
     * patterns.
     */
    @Test
    void anOverlayThatReplacesOneKeepsTheNamedPatternsThatItSaysNothingOf() {
        NamedPatterns below = NamedPatterns.NONE.with(List.of(folder("a", "patterns: {x: a, y: b}\n")));
        NamedPatterns above = below.with(List.of(folder("a", "patterns: {x: c}\n")));
        assertThat(above.named("x")).contains("(?:c)");
        assertThat(above.named("y")).contains("(?:b)");
    }

    @Test
    void aGroupToReplaceMustBeInThePattern() {
        assertThatThrownBy(() ->
                        read("version: 1\nkind: runtime\nedits:\n  - {file: x, find: 'a', replace: b, with: c}\n"))
                .hasMessageContaining("'find' has no group named 'b'");
    }

    @Test
    void aFileThatIsAddedMustBeInTheFolderAndStayInTheTemplate() {
        assertThatThrownBy(() -> read("version: 1\nkind: runtime\nfiles:\n  - {from: gone.txt, to: x}\n"))
                .hasMessageContaining("'gone.txt' is not in the overlay's folder");
        assertThatThrownBy(() -> read("version: 1\nkind: runtime\nfiles:\n  - {from: a.txt, to: ../x}\n"))
                .hasMessageContaining("'../x' is not a path inside a template");
    }

    @Test
    void anyChangeOfAnyFileChangesTheVersion() {
        Overlay one = read("version: 1\nkind: runtime\n");
        Overlay other = read("version: 1\nkind: runtime\n# a comment\n");
        assertThat(one.version()).isNotEqualTo(other.version());
        assertThat(one.version()).isEqualTo(read("version: 1\nkind: runtime\n").version());
    }

    private static OverlayFolder folder(String name, String text) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(OverlayFolder.FILE, text.getBytes(StandardCharsets.UTF_8));
        return OverlayFolder.read(name, name, files, false);
    }

    private static Overlay read(String text) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(OverlayFolder.FILE, text.getBytes(StandardCharsets.UTF_8));
        files.put("a.txt", new byte[0]);
        OverlayFolder folder = OverlayFolder.read("o", "o", files, false);
        return OverlayReader.read(folder, NamedPatterns.NONE.with(List.of(folder)));
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
    }
}
