package faastrace.collector.http;

/** A route with one method and one path. */
public abstract class FixedRoute implements Route {
    private final String method;
    private final String path;
    private final boolean open;

    /** @param open whether clients without a token are allowed to use the route */
    public FixedRoute(String method, String path, boolean open) {
        this.method = method;
        this.path = path;
        this.open = open;
    }

    @Override
    public final String method() {
        return method;
    }

    @Override
    public final boolean matches(String asked) {
        return asked.equals(path);
    }

    @Override
    public final boolean isOpen() {
        return open;
    }
}
