package faastrace.forward;

import faastrace.trace.write.ProtobufMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Encodes a request with several profiles. Field numbers are those of Pyroscope's {@code push/v1/push.proto}. */
final class PushRequest {
    private PushRequest() {}

    static byte[] of(List<Profile> profiles) {
        ProtobufMessage request = new ProtobufMessage();
        for (Profile profile : profiles) {
            ProtobufMessage series = new ProtobufMessage();
            profile.labels()
                    .forEach((name, value) -> series.message(
                            1, new ProtobufMessage().text(1, name).text(2, value)));
            ProtobufMessage sample = new ProtobufMessage().bytes(1, profile.packed());
            request.message(1, series.message(2, sample.text(2, id(profile))));
        }
        return request.toBytes();
    }

    /** An id that is the same each time the profile is pushed. */
    private static String id(Profile profile) {
        String name = profile.trace().entry().file().getFileName() + "/" + profile.number();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
