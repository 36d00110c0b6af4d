package faastrace.collector.metrics;

/** Why an upload was not stored, as a label value for {@code /metrics}. */
public enum RefusalReason {
    invalid(400),
    token(401),
    stalled(408),
    too_large(413),
    not_perf(415),
    host_name(421),
    rate(429),
    busy(503),
    no_room(507),
    /** The collector can't use its folder, or has a bug. */
    error(500),
    /** The sender disconnected before the upload was complete. */
    broken_off(0),
    other(-1);

    private final int status;

    RefusalReason(int status) {
        this.status = status;
    }

    static RefusalReason of(int status) {
        for (RefusalReason reason : values()) {
            if (reason.status == status) {
                return reason;
            }
        }
        return other;
    }
}
