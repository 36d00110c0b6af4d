package faastrace.forward;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * A profile that is ready to be pushed.
 *
 * @param trace the trace that it is a part of
 * @param number its number in the trace, from 0
 * @param labels the labels of its series
 * @param content the samples, in the form that the backend's protocol needs
 * @param plainBytes its size without compression
 */
record Profile(ClaimedTrace trace, int number, Map<String, String> labels, Content content, int plainBytes) {
    /** The samples of a profile. */
    sealed interface Content permits PushProtocol.Pprof, OtlpProtocol.Linked {}

    /** An id that is the same each time the profile is pushed. */
    UUID id() {
        String name = trace.entry().file().getFileName() + "/" + number;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
