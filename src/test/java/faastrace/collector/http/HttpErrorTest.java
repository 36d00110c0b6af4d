package faastrace.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HttpErrorTest {
    @Test
    void aFullDiskIsSaidToBeFull() {
        assertThat(HttpError.of(new IOException("No space left on device")).status())
                .isEqualTo(507);
        assertThat(HttpError.of(new IOException("Disk quota exceeded")).status())
                .isEqualTo(507);
    }

    @Test
    void otherFailuresOfTheDiskTellNoPaths() {
        HttpError refusal = HttpError.of(new IOException("/srv/stacks/pi: Permission denied"));
        assertThat(refusal.status()).isEqualTo(500);
        assertThat(refusal.fields().toString()).doesNotContain("/srv");
    }
}
