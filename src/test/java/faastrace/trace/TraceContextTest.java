package faastrace.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @ParameterizedTest
    @CsvSource({
        "0af76519-16cd-43dd-8448-eb211c80319c, 0af7651916cd43dd8448eb211c80319c",
        "0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd8448eb211c80319c",
        // The digests are those of sha256sum.
        "call-1, 5d7963c4f471e142f5a72214a9666fb1",
        "00000000-0000-0000-0000-000000000000, 12b9377cbe7e5c94e8a70d9d23929523"
    })
    void aUuidIsTheTraceIdAndAnyOtherIdIsDigested(String callId, String traceId) {
        assertEquals(traceId, TraceContext.derived(callId).traceId());
    }

    @Test
    void aCallIdAlwaysGivesTheSameIds() {
        assertEquals(TraceContext.derived("call-1"), TraceContext.derived("call-1"));
        assertNotEquals(
                TraceContext.derived("call-1").spanId(),
                TraceContext.derived("call-2").spanId());
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, b7ad6b7169203331",
        "0af7651916cd43dd8448eb211c80319c, 0000000000000000",
        "0AF7651916CD43DD8448EB211C80319C, b7ad6b7169203331",
        "0af7651916cd43dd8448eb211c80319, b7ad6b7169203331",
        "0af7651916cd43dd8448eb211c80319c, b7ad6b716920333x"
    })
    void invalidIdsAreNoContext(String traceId, String spanId) {
        assertEquals(Optional.empty(), TraceContext.of(Optional.of(traceId), Optional.of(spanId)));
        assertThrows(IllegalArgumentException.class, () -> new TraceContext(traceId, spanId));
    }

    @Test
    void oneIdAloneIsNoContext() {
        assertEquals(Optional.empty(), TraceContext.of(Optional.of(TRACE), Optional.empty()));
        assertEquals(Optional.empty(), TraceContext.of(Optional.empty(), Optional.of(SPAN)));
    }
}
