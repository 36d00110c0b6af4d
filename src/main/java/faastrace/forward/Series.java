package faastrace.forward;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The name that a profile is pushed under, and the labels that it is found by. */
record Series(String name, Map<String, String> labels) {
    private static final int LONGEST = 256;

    /**
     * Of a function. In some formats the text behind the last dot of a name is the type of the profile, so it has none;
     * a service's name may.
     */
    static Series of(String function, Map<String, String> more) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("service_name", value(function));
        more.forEach((key, value) -> labels.put(key, value(value)));
        String name = function.replaceAll("[^A-Za-z0-9_/-]", "-");
        return new Series(name.substring(0, Math.min(LONGEST, name.length())), labels);
    }

    /** As it stands in a request. */
    String text() {
        return name
                + labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** There are no quotes in that syntax, so what ends a value can't stand in one. */
    private static String value(String text) {
        String plain = text.replaceAll("[,{}=\"\\\\\\p{Cntrl}]+", "-").strip();
        return plain.isEmpty() ? "-" : plain.substring(0, Math.min(LONGEST, plain.length()));
    }
}
