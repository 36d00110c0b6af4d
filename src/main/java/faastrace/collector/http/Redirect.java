package faastrace.collector.http;

/** A redirect of the browser to another URL. */
final class Redirect extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String address;

    Redirect(String address) {
        super(address, null, false, false);
        this.address = address;
    }

    String address() {
        return address;
    }
}
