package faastrace.collector;

/** A request that a browser shall make elsewhere. */
final class Elsewhere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String address;

    Elsewhere(String address) {
        super(address, null, false, false);
        this.address = address;
    }

    String address() {
        return address;
    }
}
