package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the page that compares two traces. */
class ComparisonIT extends PageFixture {
    @Test
    void onlyTwoTracesAreCompared() throws Exception {
        String trace = send("pi", TRACE);
        assertThat(page("/compare").body()).contains("Select two traces");
        assertThat(page("/compare?t=" + trace).body()).contains("Select two traces");
        assertThat(page("/compare?t=pi/nope").statusCode()).isEqualTo(404);
        assertThat(page("/compare?t=" + trace + "&t=../x").statusCode()).isEqualTo(404);
        assertThat(page("/compare?t=" + trace + "&t=" + trace).body()).contains("id=\"before\"", "id=\"after\"");
    }

    @Test
    void beforeIsTheOlderTraceUnlessTheAddressSaysOtherwise() throws Exception {
        String older = put("pi", Instant.parse("2026-01-02T03:04:05.100Z"));
        String newer = put("pi", Instant.parse("2026-01-02T03:06:05.100Z"));
        for (String address : List.of(
                "/compare?t=" + older + "&t=" + newer,
                "/compare?t=" + newer + "&t=" + older,
                "/compare?before=" + older + "&after=" + newer)) {
            String page = page(address).body();
            assertThat(sides(page)).as(address).containsExactly(older, newer);
            assertThat(page)
                    .contains("“Before” is the older trace. “After” was received 2.0 min later.")
                    .contains("2026-01-02 03:04:05 UTC", "2026-01-02 03:06:05 UTC")
                    .contains("compare?before=" + newer + "&amp;after=" + older);
        }
        String turned = page("/compare?before=" + newer + "&after=" + older).body();
        assertThat(sides(turned)).containsExactly(newer, older);
        assertThat(turned)
                .contains("“Before” is the newer trace, because the URL asks for this order", "2.0 min earlier");
    }

    @Test
    void tracesOfOneSecondAreToldApart() throws Exception {
        String one = put("pi", Instant.parse("2026-01-02T03:04:05.100Z"));
        String other = put("pi", Instant.parse("2026-01-02T03:04:05.900Z"));
        String same = put("other", Instant.parse("2026-01-02T03:04:05.900Z"));
        String page = page("/compare?t=" + other + "&t=" + one).body();
        assertThat(sides(page)).containsExactly(one, other);
        assertThat(page).contains("03:04:05.100 UTC", "03:04:05.900 UTC", "800 ms later");
        assertThat(page("/compare?t=" + other + "&t=" + same).body()).contains("received at the same time");
        assertThat(sides(page("/compare?t=" + other + "&t=" + same).body()))
                .isEqualTo(sides(page("/compare?t=" + same + "&t=" + other).body()));
        assertThat(page("/compare?t=" + one + "&t=" + one).body()).contains("Both sides show the same trace");
        assertThat(page("/compare?before=" + one).body()).contains("Select two traces");
    }

    /** The paths of the two traces on a comparison page: first the "before" trace, then the "after" trace. */
    private static List<String> sides(String page) {
        return Pattern.compile("id=\"(?:before|after)\" data-trace=\"[./]*v1/traces/([^\"]+)\"")
                .matcher(page)
                .results()
                .map(side -> side.group(1))
                .toList();
    }

    /** Writes a trace to the folder as if it had been received at the given time. */
    private String put(String name, Instant time) throws Exception {
        String file = FileName.of(time);
        Files.writeString(Files.createDirectories(directory.resolve(name)).resolve(file), TRACE);
        return name + "/" + file;
    }
}
