package faastrace.trace.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FoldedStacksTest extends FoldedStacksFixture {
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
                + sample("9.1", "leaf (/b)", "main (/a)");
        assertThat(fold(Selection.ALL, trace)).containsExactly("app;main 1", "app;main;leaf 2");
    }

    @Test
    void oneInvocationIsFoldedAlone() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("2.0", "y (/a)") + sample("4.0", "z (/a)");
        assertThat(fold(ofInvocation("a"), trace)).containsExactly("app;x 1");
        assertThat(fold(ofInvocation("b"), trace)).containsExactly("app;y 1");
        assertThat(fold(ofInvocation("none"), trace)).isEmpty();
    }

    @Test
    void eachInvocationStandsBelowItsIdOnce() throws IOException {
        String trace = HEAD + sample("1.9", "x (/a)") + sample("4.0", "z (/a)") + sample("5.7", "y (/a)");
        assertThat(text(FoldedStacks.byInvocation(read(trace), Selection.ALL, Weight.samples)))
                .containsExactly("a;app;x 1", "c;app;y 1", "d:;app;y 1");
        assertThat(fold(ofInvocation("c"), trace)).containsExactly("app;y 1");
    }

    @Test
    void thereAreOnlySoManyLinesAndWhatIsLeftOutIsCounted() throws IOException {
        StringBuilder trace = new StringBuilder("# faas-trace 1\n");
        for (int i = 0; i < 50; i++) {
            trace.append("# faas-trace invocation id=c").append(i).append(" start=1.0 end=9.0 pid=7 tid=8 overlap=1\n");
        }
        for (int i = 0; i < 40; i++) {
            trace.append(sample("2." + (10 + i), "f" + i + " (/a)"));
        }
        FoldedStacks all = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples);
        assertThat(text(all)).hasSize(2000).isSorted().startsWith("c0;app;f0 1");
        assertThat(all.leftOut()).isZero();
        FoldedStacks some = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples, 120);
        assertThat(text(some)).hasSize(120);
        assertThat(some.leftOut()).isEqualTo(38);
        // Time is limited, too: here to 50 additions, which one sample with 50 owners uses up.
        FoldedStacks one = FoldedStacks.byInvocation(read(trace.toString()), Selection.ALL, Weight.samples, 1);
        assertThat(text(one)).hasSize(1);
        assertThat(one.leftOut()).isEqualTo(40);
    }

    @Test
    void eachTraceIsAttributedByItsOwnHead() throws IOException {
        Trace trace = read(HEAD + sample("1.5", "x (/a)"), sample("1.5", "x (/a)"), HEAD + sample("1.6", "x (/a)"));
        assertThat(text(FoldedStacks.of(trace, ofInvocation("a"), Weight.samples)))
                .containsExactly("app;x 2");
    }

    @Test
    void aSampleWithoutAStackIsItsCommand() throws IOException {
        assertThat(fold(Selection.ALL, sample("1.0"))).containsExactly("app 1");
    }

    @Test
    void oneEventIsFoldedAlone() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("1.1", "y (/a)").replace("cpu-clock:u", "faults");
        assertThat(fold(Selection.ALL.ofEvent("faults"), trace)).containsExactly("app;y 1");
        assertThat(Events.of(read(trace)).names()).containsExactly("cpu-clock:u", "faults");
    }

    @Test
    void periodsCanBeAddedUpInsteadOfSamples() throws IOException {
        String trace = sample("1.0", "x (/a)").replace(": 1 ", ": 250000 ") + sample("1.1", "x (/a)");
        assertThat(text(FoldedStacks.of(read(trace), Selection.ALL, Weight.period)))
                .containsExactly("app;x 250001");
    }

    @Test
    void aRangeHoldsItsStartAndNotItsEnd() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("2.0", "y (/a)") + sample("3.0", "z (/a)");
        assertThat(fold(Selection.ALL.within(1_000_000_000L, 2_000_000_000L), trace))
                .containsExactly("app;x 1");
        assertThat(fold(Selection.ALL.within(2_000_000_000L, 3_000_000_000L), trace))
                .containsExactly("app;y 1");
    }

    @Test
    void threadsAreFoldedAlone() throws IOException {
        String trace = sample("1.0", "x (/a)") + sample("1.1", "y (/a)").replace("7/8", "9/10");
        OptionalInt none = OptionalInt.empty();
        assertThat(fold(Selection.ALL.ofThread(null, OptionalInt.of(9), none), trace))
                .containsExactly("app;y 1");
        assertThat(fold(Selection.ALL.ofThread(null, none, OptionalInt.of(8)), trace))
                .containsExactly("app;x 1");
        assertThat(fold(Selection.ALL.ofThread("other", none, none), trace)).isEmpty();
    }

    @Test
    void foldedStacksAreReadBack() throws IOException {
        String folded = "app;main;f 2\napp;main;f g 3\nother 1\n";
        assertThat(String.join("\n", fold(Selection.ALL, folded)) + "\n").isEqualTo(folded);
    }

    @Test
    void bytesThatAreNoTextStay() throws IOException {
        byte[] trace = sample("1.0", "caf\u00e9 (/a)").getBytes(ISO_8859_1);
        TraceReader reader = TraceReader.ofStacks();
        reader.add(new ByteArrayInputStream(trace));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(reader.trace(), Selection.ALL, Weight.samples).print(out);
        assertThat(out.toByteArray()).isEqualTo("app;caf\u00e9 1\n".getBytes(ISO_8859_1));
    }

    @Test
    void restingProcessorsCanBeLeftOutButNotWhatInterruptsThem() throws IOException {
        String rest = sample("1.0", "default_idle ([k])", "do_idle ([k])").replace("app", "swapper");
        String work = sample("1.1", "timer_fn ([k])", "asm_sysvec_apic_timer_interrupt ([k])", "default_idle ([k])")
                .replace("app", "swapper");
        assertThat(fold(Selection.ALL.withoutIdle(), rest + work))
                .containsExactly("swapper;default_idle;asm_sysvec_apic_timer_interrupt;timer_fn 1");
        assertThat(fold(Selection.ALL, rest + work)).hasSize(2);
    }

    private static Selection ofInvocation(String id) {
        return Selection.ALL.ofInvocation(id);
    }
}
