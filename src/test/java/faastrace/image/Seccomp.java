package faastrace.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Podman's own default seccomp profile, with one call more. */
final class Seccomp {
    private static final Path DEFAULT = Path.of("/usr/share/containers/seccomp.json");
    private static final String CALL = "perf_event_open";

    private Seccomp() {}

    /** Writes the default profile, with perf_event_open allowed to everybody. */
    static Path opened(Path folder) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode profile = (ObjectNode) mapper.readTree(DEFAULT.toFile());
        ArrayNode rules = (ArrayNode) profile.get("syscalls");
        rules.forEach(Seccomp::withoutCall);
        ObjectNode rule = rules.addObject().put("action", "SCMP_ACT_ALLOW");
        rule.putArray("names").add(CALL);
        rule.putArray("args");
        rule.putObject("includes");
        rule.putObject("excludes");
        Path file = folder.resolve("seccomp.json");
        Files.writeString(file, mapper.writeValueAsString(profile));
        return file;
    }

    /** It stands in a rule that allows it to the mighty and in one that denies it to all others. */
    private static void withoutCall(JsonNode rule) {
        ArrayNode names = (ArrayNode) rule.get("names");
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).asText().equals(CALL)) {
                names.remove(i);
            }
        }
    }
}
