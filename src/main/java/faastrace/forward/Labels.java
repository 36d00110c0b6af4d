package faastrace.forward;

import faastrace.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a pushed profile. The labels whose names begin with underscores, and {@code pyroscope_spy}, are those
 * that Pyroscope's own client library sends.
 */
final class Labels {
    private static final int LONGEST = 256;
    private static final List<String> OF_TRACE = List.of("namespace", "version", "language");
    private static final String CONTAINER = "container";

    /** The names that OpenTelemetry's semantic conventions give to labels. */
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "service_name",
            "service.name",
            "namespace",
            "service.namespace",
            "version",
            "service.version",
            "language",
            "language",
            CONTAINER,
            "service.instance.id",
            "event",
            "event");

    private final Map<String, String> all = new LinkedHashMap<>();

    private Labels() {}

    /**
     * The labels of a function's profile.
     *
     * @param cpu whether the profile has CPU time, and not only numbers of samples
     * @param byContainer whether each container has its own series
     */
    static Labels of(String function, Trace trace, boolean cpu, boolean byContainer) {
        Labels labels = new Labels()
                .and("__name__", cpu ? "process_cpu" : "samples")
                .and("__delta__", "false")
                .and("pyroscope_spy", "faas-trace")
                .and("service_name", function);
        OF_TRACE.forEach(key -> trace.find(key).ifPresent(value -> labels.and(key, value)));
        if (byContainer) {
            trace.find(CONTAINER).ifPresent(value -> labels.and(CONTAINER, value));
        }
        return labels;
    }

    /** Adds a label. */
    Labels and(String key, String value) {
        all.put(key, shortened(value));
        return this;
    }

    Map<String, String> all() {
        return all;
    }

    /** The labels as attributes of a resource of OpenTelemetry, without those that are only for Pyroscope. */
    static Map<String, String> resourceAttributes(Map<String, String> labels) {
        Map<String, String> attributes = new LinkedHashMap<>();
        labels.forEach((name, value) -> {
            String attribute = ATTRIBUTES.get(name);
            if (attribute != null) {
                attributes.put(attribute, value);
            }
        });
        return attributes;
    }

    private static String shortened(String text) {
        String plain = text.replaceAll("[,{}=\"\\\\\\p{Cntrl}]+", "-").strip();
        return plain.isEmpty() ? "-" : plain.substring(0, Math.min(LONGEST, plain.length()));
    }
}
