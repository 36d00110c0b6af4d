package faastrace.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldedStacksTest {
    private static final String HEAD = "# faas-trace 1\n"
            + "# faas-trace invocation id=a start=1.0 end=2.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=b start=2.0 end=3.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=c start=5.0 end=6.0 pid=7 tid=8 overlap=1\n"
            + "# faas-trace invocation id=c start=5.0 end=6.5 pid=7 tid=8 overlap=1\n"
            + "# faas-trace invocation id=d%3B start=5.5 end=6.0 pid=7 tid=8 overlap=1\n";

    @Test
    void equalStacksAreOneLineRootFirst() throws IOException {
        String trace = sample("1.0", "leaf (/a)", "main (/a)")
                + sample("9.0", "main (/a)")
                + sample("9.1", "leaf (/a)", "main (/a)");
        assertThat(fold(FoldedStacks.ofAll(), trace)).containsExactly("app;main 1", "app;main;leaf 2");
    }

    @Test
    void oneInvocationIsFoldedAlone() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("2.0", "y (/a)") + sample("4.0", "z (/a)");
        assertThat(fold(FoldedStacks.ofInvocation("a"), trace)).containsExactly("app;x 1");
        assertThat(fold(FoldedStacks.ofInvocation("b"), trace)).containsExactly("app;y 1");
        assertThat(fold(FoldedStacks.ofInvocation("none"), trace)).isEmpty();
    }

    @Test
    void eachInvocationStandsBelowItsIdOnce() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("4.0", "z (/a)") + sample("5.7", "y (/a)");
        assertThat(fold(FoldedStacks.byInvocation(), trace)).containsExactly("a;app;x 1", "c;app;y 1", "d:;app;y 1");
        assertThat(fold(FoldedStacks.ofInvocation("c"), trace)).containsExactly("app;y 1");
    }

    @Test
    void eachTraceIsAttributedByItsOwnHead() throws IOException {
        FoldedStacks stacks = FoldedStacks.ofInvocation("a");
        fold(stacks, HEAD + sample("1.5", "x (/a)"));
        fold(stacks, sample("1.5", "x (/a)"));
        assertThat(fold(stacks, HEAD + sample("1.6", "x (/a)"))).containsExactly("app;x 2");
    }

    @Test
    void namesCannotBreakTheForm() throws IOException {
        String trace = sample("1.0", "a;b 3 (/a)", "\u001b[1mf (/a)").replace("app", "my;app 2");
        assertThat(fold(FoldedStacks.ofAll(), trace)).containsExactly("my:app 2;\uFFFD[1mf;a:b 3 1");
    }

    @Test
    void functionsWithoutANameGoByTheirFile() throws IOException {
        String trace = sample(
                "1.0", "[unknown] (/usr/lib/libfoo.so.1)", "[unknown] ([vdso])", "[unknown] ([unknown])", " (inlined)");
        assertThat(fold(FoldedStacks.ofAll(), trace)).containsExactly("app;[unknown];[unknown];[vdso];[libfoo.so.1] 1");
    }

    @Test
    void aSampleWithoutAStackIsItsCommand() throws IOException {
        assertThat(fold(FoldedStacks.ofAll(), sample("1.0"))).containsExactly("app 1");
    }

    @Test
    void eventsAreNotAddedUp() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("1.1", "y (/a)").replace("cpu-clock:u", "faults");
        FoldedStacks first = FoldedStacks.ofAll();
        assertThat(fold(first, trace)).containsExactly("app;x 1");
        assertThat(first.otherEvent()).contains("faults");
        assertThat(fold(FoldedStacks.ofAll().ofEvent("faults"), trace)).containsExactly("app;y 1");
    }

    private static List<String> fold(FoldedStacks stacks, String trace) throws IOException {
        stacks.add(new ByteArrayInputStream(trace.getBytes(UTF_8)));
        StringWriter text = new StringWriter();
        stacks.print(new PrintWriter(text, true));
        return text.toString().lines().toList();
    }

    private static String sample(String time, String... frames) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 1 cpu-clock:u:\n");
        Arrays.stream(frames)
                .forEach(frame -> text.append("\t7f ").append(frame).append('\n'));
        return text.append('\n').toString();
    }
}
