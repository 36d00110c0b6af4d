package faastrace.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static String reverse(String patched, String original, String current) {
        return Merge.reverse(bytes(patched), bytes(original), bytes(current))
                .map(result -> new String(result, StandardCharsets.UTF_8))
                .orElse("conflict");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void withoutLaterEditsTheOriginalComesBack() {
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\nP\nb\n")).isEqualTo("a\nb\n");
        assertThat(reverse("a\nP", "a", "a\nP")).isEqualTo("a");
    }

    @Test
    void laterEditsElsewhereStay() {
        assertThat(reverse("a\nb\nP\nc\nd\n", "a\nb\nc\nd\n", "A\nb\nP\nc\nd\ne\n"))
                .isEqualTo("A\nb\nc\nd\ne\n");
    }

    @Test
    void carriageReturnsStay() {
        assertThat(reverse("a\r\nb\r\nP\r\nc\r\n", "a\r\nb\r\nc\r\n", "A\r\nb\r\nP\r\nc\r\n"))
                .isEqualTo("A\r\nb\r\nc\r\n");
        assertThat(reverse("a\r\nb\nP\nc", "a\r\nb\nc", "a\r\nb\nP\nc\r\n\r\n")).isEqualTo("a\r\nb\nc\r\n\r\n");
    }

    @Test
    void anEditedPatchLineIsAConflict() {
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\nQ\nb\n")).isEqualTo("conflict");
        assertThat(reverse("a\nP\nb\n", "a\nX\nb\n", "a\nQ\nb\n")).isEqualTo("conflict");
        assertThat(reverse("a\nP1\nP2\nb\n", "a\nb\n", "a\nP1\nmine\nP2\nb\n")).isEqualTo("conflict");
    }

    @Test
    void editsRightBesideThePatchStay() {
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\nabove\nP\nb\n")).isEqualTo("a\nabove\nb\n");
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\nP\nbelow\nb\n")).isEqualTo("a\nbelow\nb\n");
        assertThat(reverse("a\nP\nb\n", "a\nO\nb\n", "A\nP\nB\n")).isEqualTo("A\nO\nB\n");
        assertThat(reverse("a\nP\n", "a\n", "a\nP\nend\n")).isEqualTo("a\nend\n");
        assertThat(reverse("a\nb\n", "a\nO\nb\n", "a\nB\n")).isEqualTo("a\nO\nB\n");
    }

    @Test
    void twoInsertionsAtOnePlaceAreAConflict() {
        assertThat(reverse("a\nb\n", "a\nO\nb\n", "a\nmine\nb\n")).isEqualTo("conflict");
    }

    @Test
    void anEditThatReachesIntoThePatchIsAConflict() {
        assertThat(reverse("a\nP\nQ\nb\n", "a\nb\n", "X\nY\nQ\nb\n")).isEqualTo("conflict");
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\n")).isEqualTo("conflict");
    }

    @Test
    void patchLinesAlreadyTakenOutByHandAreNoConflict() {
        assertThat(reverse("a\nP\nb\n", "a\nb\n", "a\nb\n")).isEqualTo("a\nb\n");
    }

    @Test
    void aMissingLastLineEndIsKept() {
        assertThat(reverse("a\nb\nP\nc\nd", "a\nb\nc\nd", "A\nb\nP\nc\nd")).isEqualTo("A\nb\nc\nd");
    }

    @Test
    void linesAreNeverGluedTogether() {
        String merged = reverse("a\nb\nc\nd\nP\n", "a\nb\nc\nd", "a\nb\nc\nd\nP\nmore\n");
        assertThat(merged).isIn("conflict", "a\nb\nc\nd\nmore\n");
    }
}
