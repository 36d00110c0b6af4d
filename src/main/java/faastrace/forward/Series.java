package faastrace.forward;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The name and the labels of a pushed profile. */
record Series(String name, Map<String, String> labels) {
    private static final int LONGEST = 256;

    /**
     * The series of a function. In some formats, the text after the last dot of a name is the type of the profile, so
     * the name must not contain dots. The label {@code service_name} may contain dots.
     */
    static Series of(String function, Map<String, String> more) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("service_name", value(function));
        more.forEach((key, value) -> labels.put(key, value(value)));
        String name = function.replaceAll("[^A-Za-z0-9_/-]", "-");
        return new Series(name.substring(0, Math.min(LONGEST, name.length())), labels);
    }

    /** The text of the series in a request. */
    String text() {
        return name
                + labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** Replaces characters that would end a value, because the syntax of requests has no quotes. */
    private static String value(String text) {
        String plain = text.replaceAll("[,{}=\"\\\\\\p{Cntrl}]+", "-").strip();
        return plain.isEmpty() ? "-" : plain.substring(0, Math.min(LONGEST, plain.length()));
    }
}
