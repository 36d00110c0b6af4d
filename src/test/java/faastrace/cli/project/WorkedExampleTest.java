package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the overlay in docs/write-an-overlay.md is complete, by extracting its files from the page and using
 * them.
 */
public class WorkedExampleTest {
    private static final Pattern FILE = Pattern.compile("(?ms)^`([^`\n]+)`\n\n```\\w+\n(.*?)^```$");
    private static final String TEMPLATE = "template/perl-loop";

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();

    /** Writes the files that the page shows to a folder. */
    public static void writeTo(Path folder) throws IOException {
        String page = Files.readString(Path.of("docs/write-an-overlay.md"));
        for (MatchResult file : FILE.matcher(page).results().toList()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
    }

    @BeforeEach
    void write() throws IOException {
        writeTo(directory);
    }

    private int run(String... words) {
        PrintWriter out = new PrintWriter(said, true);
        return Main.run(directory, out, out, words);
    }

    private String read(String path) throws IOException {
        return Files.readString(directory.resolve(path));
    }

    @Test
    void validateSaysWhatThePageSays() throws IOException {
        int code = run(
                "overlay",
                "validate",
                directory.resolve("my-overlays").toString(),
                "--on",
                directory.resolve(TEMPLATE).toString());
        assertThat(code).as(said.toString()).isZero();
        assertThat(Files.readString(Path.of("docs/write-an-overlay.md"))).contains("```\n" + said + "```");
    }

    @Test
    void theTemplateIsPatchedPerInvocationAndPassesItsCheck() throws Exception {
        Means.require("perl");
        assertThat(run("patch", "--overlays", "my-overlays"))
                .as(said.toString())
                .isZero();
        assertThat(read(TEMPLATE + "/server.pl"))
                .contains("\nrequire FaasTrace;\n$handle = FaasTrace::traced($handle);\n");
        assertThat(read(TEMPLATE + "/Dockerfile")).contains("COPY server.pl ./\nCOPY FaasTrace.pm ./\n");
        Process check = new ProcessBuilder(List.of("perl", "-c", "server.pl"))
                .directory(directory.resolve(TEMPLATE).toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes())).isEqualTo("server.pl syntax OK\n");
        assertThat(run("revert")).isZero();
        assertThat(read(TEMPLATE + "/server.pl")).doesNotContain("FaasTrace");
    }

    @Test
    void withoutTheOverlayItIsTracedAsAWhole() throws IOException {
        assertThat(run("patch")).as(said.toString()).isZero();
        assertThat(read(TEMPLATE + "/Dockerfile")).contains("FAAS_TRACE_LEVEL=\"process\"");
    }

    @Test
    void whatDoesNotMatchIsSaidWithWhatWasReadInstead() throws IOException {
        Path overlay = directory.resolve("my-overlays/perl-loop/overlay.yml");
        assertThat(mismatch(overlay, "mode: http", "mode: [streaming, classic]"))
                .contains("perl-loop: does not match: mode is http (Dockerfile:8), not one of [streaming, classic]\n")
                .contains("level process with overlays agent, debian, whole-process");
        assertThat(mismatch(overlay, "'^perl(", "'^ruby("))
                .contains(
                        "fprocess '^ruby( -[A-Za-z]+)* (?<entry>\\S+\\.pl)$' is not found in perl server.pl (template.yml:2)");
        assertThat(mismatch(overlay, "'^my \\$handle", "'^our \\$handle"))
                .contains("contains '^our \\$handle = \\\\&\\w+::\\w+;$' is not found in server.pl\n");
        assertThat(mismatch(
                        overlay, "contains: {entry", "any: [{run: 'a'}, {file: cpanfile}]\n  not: {contains: {entry"))
                .contains("none of the 2 conditions under 'any' holds; the last one: there is no file cpanfile");
        assertThat(mismatch(overlay, "contains: {entry: ", "not: {file: server.pl, contains: {entry: "))
                .contains("the condition under 'not' holds");
        assertThat(mismatch(overlay, "(?<entry>\\S+\\.pl)", "(\\S+\\.pl)"))
                .contains("nothing in 'match' says which file the entry is");
        assertThat(mismatch(overlay, "after: '^my \\$(?<handle>", "after: '^mine \\$(?<handle>"))
                .contains(
                        "perl-loop: matches\noverlay perl-loop is not used: its anchor was found 0 times in server.pl; expected: 1\n")
                .contains("level process with overlays agent, debian, whole-process");
    }

    private String mismatch(Path overlay, String old, String changed) throws IOException {
        String text = Files.readString(overlay);
        assertThat(text).contains(old);
        String end = changed.contains("not: {") ? "}" : "";
        String other = text.replace(old, changed);
        Files.writeString(overlay, end.isEmpty() ? other : other.replaceFirst("(?m)(not: \\{.*)$", "$1}"));
        said.getBuffer().setLength(0);
        run(
                "overlay",
                "validate",
                directory.resolve("my-overlays").toString(),
                "--on",
                directory.resolve(TEMPLATE).toString());
        Files.writeString(overlay, text);
        return said.toString();
    }
}
