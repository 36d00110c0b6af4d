package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that commands read stack files like faas-cli. No environment variables are set, so the defaults in the stack
 * files apply.
 */
class StackFileCommandsIT {
    private Sandbox sandbox;

    @BeforeEach
    void twoTemplates(@TempDir Path folder) {
        sandbox = Sandbox.in(folder).upstream("python-debian", "python").upstream("node-early-user", "node");
        sandbox.commit();
    }

    private Sandbox.Result run(String stack, String... arguments) {
        sandbox.write("stack.yaml", stack.replace("UPSTREAM", sandbox.upstream().toString()));
        return sandbox.run(arguments);
    }

    @Test
    void everyFunctionIsTracedWhoseTemplateAMergeKeyBringsIn() {
        sandbox.local("python-debian", "python").local("node-early-user", "node");
        Sandbox.Result patch = run("""
                x-base: &base {lang: python, handler: ./a}
                functions:
                  a: {<<: *base, image: a}
                  b: {<<: *base, lang: node}
                """, "patch");
        assertThat(patch.code()).isZero();
        assertThat(patch.out()).contains("node ", "python ");
        assertThat(patch.err()).contains("2 traced");
    }

    @Test
    void variablesMayStandAnywhere() {
        String stack = """
                configuration:
                  ${FAAS_TRACE_UNSET:-templates}:
                    - name: python
                      source: ${FAAS_TRACE_UNSET:=file://UPSTREAM}
                functions:
                  a: {lang: "${FAAS_TRACE_UNSET=pyth}on"}
                """;
        Sandbox.Result pull = run(stack, "template", "pull", "stack");
        assertThat(pull.code()).as(pull.err()).isZero();
        assertThat(pull.out()).contains("Wrote 1 template(s) : [python]");
        Sandbox.Result patch = run(stack, "patch");
        assertThat(patch.code()).as(patch.err()).isZero();
        assertThat(patch.err()).contains("1 traced");
    }

    @Test
    void aFunctionThatFaasCliDoesNotBuildIsNamed() {
        sandbox.local("python-debian", "python");
        assertThat(run("functions: {a: {lang: python}, b: {handler: ./b}}", "patch")
                        .err())
                .contains("Warning: function b has no 'lang' in the stack file, so faas-cli does not build it");
        assertThat(run("functions: {b: {handler: ./b}}", "patch").err())
                .contains("none of its functions has the key 'lang'");
    }

    @Test
    void aRefThatComesFromTheNameIsSaid() throws IOException {
        sandbox.tag("v1");
        String stack = """
                configuration: {templates: [{name: python@v1, source: 'file://UPSTREAM'}]}
                functions: {a: {lang: python@v1}}
                """;
        assertThat(run(stack, "template", "pull", "stack").err()).contains("Note: the source of template python@v1");
        assertThat(run(stack, "patch").err()).as("it is there now").doesNotContain("has no #REF");
        Sandbox.delete(sandbox.project().resolve("template"));
        assertThat(run(stack, "patch").err()).as("the lock has its commit").doesNotContain("has no #REF");
        Sandbox.delete(sandbox.project().resolve("template"));
        Files.delete(sandbox.project().resolve("faas-trace.lock"));
        assertThat(run(stack, "patch").err())
                .contains(
                        "Warning: the source of template python@v1 has no #REF, so v1, the ref in its name, is pulled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${A:-", "${A/", "${", "*a ", "&a ", "[", "{<<: ", "!!", "\t", "- ", "? ", "%", "${PATH##*"})
    void hostileStackFilesAreRefusedByName(String piece) {
        String text = "functions:\n  a:\n    lang: '" + piece.repeat(200_000);
        for (String stack : new String[] {text, text.replace("'", ""), piece.repeat(200_000)}) {
            Sandbox.Result patch = run(stack, "patch");
            assertThat(patch.code()).isEqualTo(2);
            assertThat(patch.err()).startsWith("error: stack.yaml");
            assertThat(run(stack, "template", "pull", "stack").code()).isEqualTo(2);
        }
    }
}
