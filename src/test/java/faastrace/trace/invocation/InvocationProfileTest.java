package faastrace.trace.invocation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InvocationProfileTest {
    private static final String HEAD = """
            # faas-trace 1
            # faas-trace meta function=pi version=abc rate=100 clock=monotonic
            """;

    private static InvocationProfile profile(String text) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
        return InvocationProfile.of(reader.trace());
    }

    private static String invocation(String id, String start, String end, String more) {
        return "# faas-trace invocation id=" + id + " start=" + start + " end=" + end + " pid=7 tid=8 " + more + "\n";
    }

    private static String sample(String time, String... frames) {
        return "app 7/8 [000] " + time + ": 10000000 cpu-clock:u:\n"
                + Arrays.stream(frames).map(frame -> "\t7f " + frame + "\n").reduce("", String::concat) + "\n";
    }

    /** The samples of each stack of an invocation, the stacks as folded text. */
    private static Map<String, Long> stacks(InvocationProfile profile, int owner) {
        Map<String, Long> stacks = new TreeMap<>();
        for (InvocationProfile.Weights weights : profile.weights()) {
            if (Arrays.stream(weights.owners()).anyMatch(one -> one == owner)) {
                for (int i = 0; i < weights.nodes().length; i++) {
                    stacks.merge(path(profile.tree(), weights.nodes()[i]), weights.samples()[i], Long::sum);
                }
            }
        }
        return stacks;
    }

    private static String path(StackTree tree, int node) {
        return node == 0
                ? ""
                : path(tree, tree.parent(node)) + ";" + new String(tree.bytes(tree.name(node)), ISO_8859_1);
    }

    private static InvocationProfile copy(InvocationProfile profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InvocationProfileFormat.write(profile, bytes);
        return InvocationProfileFormat.read(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static final String TWO = HEAD
            + invocation("a", "1.0", "1.2", "overlap=0 cpu=100000000 ready=0 throttled=0")
            + invocation("b", "1.3", "1.4", "overlap=0 cpu=50000000 shared=1")
            + sample("1.05", "leaf (/app)", "main (/app)")
            + sample("1.06", "leaf (/app)", "main (/app)")
            + sample("1.25", "between (/app)", "main (/app)")
            + sample("1.35", "other (/app)", "main (/app)");

    @Test
    void samplesBelongToTheirInvocations() throws Exception {
        InvocationProfile profile = profile(TWO);
        assertThat(profile.facts()).containsEntry("version", "abc").containsEntry("function", "pi");
        assertThat(profile.nanosPerSample()).hasValue(10_000_000);
        assertThat(profile.invocations())
                .extracting(MeasuredInvocation::samples)
                .containsExactly(2L, 1L);
        assertThat(profile.invocations().get(0).waitingNanos()).hasValue(100_000_000);
        assertThat(profile.invocations().get(1).waitingNanos()).isEmpty();
        assertThat(stacks(profile, 0)).isEqualTo(Map.of(";app;main\n/app;leaf\n/app", 2L));
        assertThat(stacks(profile, 1)).isEqualTo(Map.of(";app;main\n/app;other\n/app", 1L));
    }

    @Test
    void aTraceThatWasReadOnlyInPartIsIncomplete() throws Exception {
        assertThat(profile(TWO).incomplete()).isFalse();
        InvocationProfile profile = copy(profile(TWO.replace("end=1.4", "end=x")));
        assertThat(profile.incomplete()).isTrue();
        assertThat(profile.invocations()).hasSize(1);
    }

    @Test
    void samplesOfOverlappingInvocationsBelongToAllOfThem() throws Exception {
        InvocationProfile profile = profile(HEAD
                + invocation("a", "1.0", "1.2", "overlap=1")
                + invocation("b", "1.1", "1.3", "overlap=1")
                + sample("1.05", "one (/app)")
                + sample("1.15", "both (/app)"));
        assertThat(profile.invocations())
                .extracting(MeasuredInvocation::samples)
                .containsExactly(2L, 1L);
        assertThat(profile.weights())
                .extracting(weights -> weights.owners().length)
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void invocationsWithTheSameIdKeepTheirOwnSamples() throws Exception {
        InvocationProfile profile = profile(HEAD
                + invocation("a", "1.0", "1.2", "overlap=0")
                + invocation("a", "1.3", "1.4", "overlap=0")
                + sample("1.05", "one (/app)")
                + sample("1.06", "one (/app)")
                + sample("1.35", "two (/app)"));
        assertThat(profile.invocations())
                .extracting(MeasuredInvocation::samples)
                .containsExactly(2L, 1L);
        assertThat(stacks(profile, 1)).isEqualTo(Map.of(";app;two\n/app", 1L));
    }

    @Test
    void onlyThePreferredEventIsCounted() throws Exception {
        String faults = sample("1.07", "fault (/app)").replace("10000000 cpu-clock:u", "1 page-faults");
        InvocationProfile profile = profile(TWO + faults);
        assertThat(profile.invocations().get(0).samples()).isEqualTo(2);
        InvocationProfile only = profile(HEAD + invocation("a", "1.0", "1.2", "overlap=0") + faults);
        assertThat(only.nanosPerSample()).isEqualTo(OptionalLong.empty());
        assertThat(only.invocations().get(0).samples()).isEqualTo(1);
    }

    @Test
    void aCopyIsEqual() throws Exception {
        String unresolved = sample("1.07", "[unknown] (/app)", "[unknown] (/app)", "na\u00efve (/\u00ff\u00fe)");
        InvocationProfile profile = profile(TWO + unresolved);
        InvocationProfile copy = copy(profile);
        assertThat(copy.facts()).isEqualTo(profile.facts());
        assertThat(copy.invocations()).isEqualTo(profile.invocations());
        assertThat(copy.nanosPerSample()).isEqualTo(profile.nanosPerSample());
        for (int i = 0; i < 2; i++) {
            assertThat(stacks(copy, i)).isEqualTo(stacks(profile, i));
        }
        assertThat(InvocationProfileFormat.unpack(InvocationProfileFormat.pack(profile.invocations())))
                .isEqualTo(profile.invocations());
    }

    @Test
    void damageIsAnIoExceptionAndNothingElse() throws Exception {
        byte[] sound = InvocationProfileFormat.pack(profile(TWO).invocations());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InvocationProfileFormat.write(profile(TWO), bytes);
        Random random = new Random(4);
        for (int i = 0; i < 5000; i++) {
            byte[] file = (i % 2 == 0 ? sound : bytes.toByteArray()).clone();
            file[random.nextInt(file.length)] = (byte) random.nextInt();
            byte[] damaged = Arrays.copyOf(file, file.length - random.nextInt(3));
            try {
                if (i % 2 == 0) {
                    InvocationProfileFormat.unpack(damaged);
                } else {
                    InvocationProfileFormat.read(new ByteArrayInputStream(damaged));
                }
            } catch (IOException noticed) {
                assertThat(noticed).isNotNull();
            }
        }
        assertThatThrownBy(() -> InvocationProfileFormat.unpack(Arrays.copyOf(sound, sound.length - 1)))
                .isInstanceOf(IOException.class);
    }
}
