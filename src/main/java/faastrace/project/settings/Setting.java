package faastrace.project.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A setting that goes into traced images. It can be set in three ways: with the flag {@code --name}, with the
 * environment variable {@code FAAS_TRACE_NAME}, or with the key {@code name} in {@code faas-trace.yaml}.
 */
public enum Setting {
    URL(
            "http://faas-trace.openfaas:4141/",
            "https?://(?![/?#:])[!-~]+",
            "the URL that traces are sent to",
            "an http or https URL"),
    NAME(
            "",
            "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}",
            "the function's name; found at run time by default",
            "letters, digits, . _ -"),
    FREQUENCY("200", "[1-9][0-9]{0,4}", "samples per second", "1 to 99999"),
    WINDOW("10", "[1-9][0-9]{0,3}", "the maximum length of a recording, in seconds", "1 to 9999"),
    SAMPLE("10s", "all|off|1/[1-9][0-9]{0,8}|[1-9][0-9]{0,5}s", "which invocations are traced", "all, off, 1/N or Ns"),
    HEADER("on", "on|off", "whether a request can demand a trace with the header X-Faas-Trace", "on or off"),
    HEADER_RATE("1", "[1-9][0-9]{0,4}", "the maximum number of on-demand traces per second", "1 to 99999"),
    HEADER_FREQUENCY(
            "5000", "[1-9][0-9]{0,4}", "samples per second for requests that are traced on demand", "1 to 99999"),
    WAITS("off", "off|demand|all", "the invocations whose waits are recorded", "off, demand or all"),
    PROXY(
            "off",
            "off|https?://(?![/?#:])[!#-\\[\\]-~]+",
            "the proxy that functions send their traces through; off: none",
            "off, or an http or https URL"),
    SUDO("on", "on|off", "whether sudo can be used to get the privileges for perf", "on or off");

    private final String standard;
    private final Pattern pattern;
    private final String meaning;
    private final String accepted;

    Setting(String standard, String pattern, String meaning, String accepted) {
        this.standard = standard;
        this.pattern = Pattern.compile(pattern);
        this.meaning = meaning;
        this.accepted = accepted;
    }

    /** The key in {@code faas-trace.yaml}, which is also the name of the flag. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The environment variable, both here and in the image. */
    public String variable() {
        return "FAAS_TRACE_" + name();
    }

    /** The default value. */
    public String standard() {
        return standard;
    }

    /** Its meaning, for help texts and documents. */
    public String meaning() {
        return meaning;
    }

    /** The accepted values, in words. */
    public String accepted() {
        return accepted;
    }

    /** Whether its value is a URL. The default value need not be one. */
    boolean isUrl() {
        return this == URL || this == PROXY;
    }

    boolean accepts(String value) {
        return value.equals(standard) || pattern.matcher(value).matches();
    }

    /** The value, with YAML's true and false converted to on and off if the setting accepts those. */
    String clean(String value) {
        return switch (value) {
            case "true" -> accepts("on") ? "on" : value;
            case "false" -> accepts("off") ? "off" : value;
            default -> value;
        };
    }
}
