package faastrace.collector.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceNameIT {
    @Test
    void aNameThatCanBeAFolderIsOne() {
        for (String name : List.of("go-func", "pi", "my_fn.v2", "A", "x".repeat(128))) {
            assertThat(TraceName.of(name).folder()).isEqualTo(name);
        }
    }

    @Test
    void anyOtherGetsASafeFolderThatStillShowsWhatCanBeRead() {
        assertThat(TraceName.of("my fn/v2").folder()).matches("my-fn-v2-[0-9a-f]{32}");
        for (String name :
                List.of("функция", "名前", "🦊", ".hidden", "a b", "x".repeat(129), "$(id)", "a\\b", "-x", "%2e%2e")) {
            assertThat(sent(name).folder()).matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
            assertThat(sent(name).text()).isEqualTo(name);
        }
    }

    @Test
    void nobodyCanImitateTheFolderOfAnother() {
        String folder = sent("функция").folder();
        assertThat(sent(folder).folder()).isNotEqualTo(folder);
    }

    @Test
    void differentNamesNeverShareAFolder() {
        Map<String, String> folders = new HashMap<>();
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            String name = random(random);
            for (String like : List.of(
                    name,
                    Normalizer.normalize(name, Normalizer.Form.NFD),
                    name.toUpperCase(java.util.Locale.ROOT),
                    name + "_",
                    name.replace(' ', '_'),
                    name.replace('/', '-'),
                    new TraceName(name).folder())) {
                String other = folders.put(new TraceName(like).folder(), like);
                assertThat(other == null || other.equals(like))
                        .as(like + " and " + other)
                        .isTrue();
            }
        }
    }

    @Test
    void bytesThatAreNotUtf8AreReadAsTheOlderCode() {
        assertThat(TraceName.of(new String(new byte[] {'f', (byte) 0xe9}, ISO_8859_1))
                        .text())
                .isEqualTo("fé");
    }

    @Test
    void whatClimbsOrControlsIsRefused() {
        for (String name :
                List.of("", " ", "..", ".", "../x", "x/..", "x/../y", "..\\x", "a\u0001b", "a\tb", "a\u007f")) {
            assertThatThrownBy(() -> TraceName.of(name)).as(name).isInstanceOf(Rejection.class);
        }
        assertThatThrownBy(() -> sent("a\u0085b")).isInstanceOf(Rejection.class);
        assertThat(TraceName.of("...").isDisguised()).isTrue();
        assertThat(TraceName.of("a..b").folder()).isEqualTo("a..b");
    }

    /** Decodes the header as Jetty does: one character for each byte. */
    private static TraceName sent(String name) {
        return TraceName.of(new String(name.getBytes(UTF_8), ISO_8859_1));
    }

    private static String random(Random random) {
        String alphabet = "aA_- ./\\éé名\uD83E\uDD8A0123f";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder name = new StringBuilder("n");
        for (int length = random.nextInt(6); length > 0; length--) {
            name.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return name.toString();
    }
}
