package faastrace.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {
    @Test
    void onlySquareBracketsMeanSomething() {
        String text = "FROM ${X:-a} <#if x> [ -f y ] && echo \"[]\" #{z} [=name]";
        assertThat(Rendering.render("t", text, Map.of("name", "pi")))
                .isEqualTo("FROM ${X:-a} <#if x> [ -f y ] && echo \"[]\" #{z} pi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[=\"freemarker.template.utility.Execute\"?new()(\"id\")]",
                "[=name?api.class]",
                "[=name.class.forName(\"java.lang.Runtime\")]",
                "[#include \"/etc/passwd\"]",
                "[#import \"file:///etc/passwd\" as p]",
                "[=.data_model.nothing]",
                "[=missing]",
                "[#if",
            })
    void nothingBeyondTheValuesCanBeReached(String text) {
        assertThatThrownBy(() -> Rendering.render("o/overlay.yml", text, Map.of("name", "pi")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.where()).startsWith("o/overlay.yml"));
    }

    @Test
    void valuesAreNotRenderedAgain() {
        assertThat(Rendering.render("t", "[=name]", Map.of("name", "[=name]${1}[#if]")))
                .isEqualTo("[=name]${1}[#if]");
    }

    @Test
    void valuesCanBeQuotedForAShellAndForProgramTexts() {
        Map<String, Object> values = Map.of("name", "it's \"$(x)\" \\ \n");
        assertThat(Rendering.render("t", "[=shell(name)]", values)).isEqualTo("'it'\\''s \"$(x)\" \\ \n'");
        assertThat(Rendering.render("t", "[=quote(name)]", values)).isEqualTo("\"it's \\\"$(x)\\\" \\\\ \\u000a\"");
    }
}
