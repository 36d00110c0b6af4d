package faastrace.collector.metrics;

import java.math.BigDecimal;

/** Builds metrics in the Prometheus text format. */
public final class MetricText {
    private final StringBuilder text = new StringBuilder();

    /** Writes the header of a metric. The metric's values must follow. */
    MetricText head(String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** Adds a value without labels. */
    MetricText value(String name, double value) {
        text.append(name).append(' ').append(number(value)).append('\n');
        return this;
    }

    /** Adds a value with labels. The labels are given as a name, its value, the next name, and so on. */
    MetricText value(String name, double value, String... labels) {
        text.append(name).append('{');
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i > 0 ? "," : "").append(labels[i]).append("=\"");
            text.append(
                    labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
        }
        text.append("} ").append(number(value)).append('\n');
        return this;
    }

    /** Formats a number without an exponent, because exponents are hard to read. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
