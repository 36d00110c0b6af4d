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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[#list 1..200000000 as x][/#list]",
                "[#list 1..30000 as x][#list 1..10000 as y][#assign z=y][/#list][/#list]",
                "[#function f n][#if n == 0][#return 0][/#if][#return f(n-1) + f(n-1)][/#function][#assign a=f(26)]",
                "[#assign s=\"a\"][#list 1..60 as x][#assign s=s+s][/#list]",
                "[#macro m][@m/][/#macro][@m/]",
                "[=\"x\"?left_pad(2000000)]",
            })
    void whatWouldTakeAllTimeOrMemoryIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> Rendering.render("o/overlay.yml", text, Map.of(), 100))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.where()).startsWith("o/overlay.yml");
                    assertThat(problem.what()).contains("takes more than 5 seconds");
                    assertThat(problem.cure()).contains("loops");
                });
    }

    @Test
    void aFileOfTheFolderIsTakenInAsItStands() {
        Map<String, Object> values = Map.of("file", Rendering.files(Map.of("a/b.sh", "[=x] 1\n\n".getBytes())));
        assertThat(Rendering.render("t", "<[=file(\"a/b.sh\")]>", values)).isEqualTo("<[=x] 1\n>");
        assertThatThrownBy(() -> Rendering.render("o/t", "\n[=file(\"../b.sh\")]", values))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.where()).isEqualTo("o/t:2");
                    assertThat(problem.what()).contains("there is no file '../b.sh' in the overlay's folder");
                });
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
