package faastrace.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aFullDiskIsSaidToBeFull() {
        assertThat(Refusal.of(new IOException("No space left on device")).status())
                .isEqualTo(507);
        assertThat(Refusal.of(new IOException("Disk quota exceeded")).status()).isEqualTo(507);
    }

    @Test
    void otherFailuresOfTheDiskTellNoPaths() {
        Refusal refusal = Refusal.of(new IOException("/srv/stacks/pi: Permission denied"));
        assertThat(refusal.status()).isEqualTo(500);
        assertThat(refusal.fields().toString()).doesNotContain("/srv");
    }
}
