package faastrace.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.chart.ProfileJson;
import org.junit.jupiter.api.Test;

class DerivedFileTest {
    /** After an update, the script of a page rejects data in an older format. So files in that format must not be used. */
    @Test
    void theKindOfAPagesDataHasTheVersionOfItsFormat() {
        assertThat(DerivedFile.Kind.profile6).hasToString("profile" + ProfileJson.VERSION);
    }
}
