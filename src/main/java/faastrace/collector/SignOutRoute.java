package faastrace.collector;

/** {@code POST /sign-out}: forgets who has signed in. */
final class SignOutRoute implements Route {
    private final boolean secure;

    SignOutRoute(boolean secure) {
        this.secure = secure;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/sign-out");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void answer(Exchange exchange) {
        Session.requireOwnPage(exchange);
        Session.end(exchange, secure);
        exchange.redirect("/sign-in");
    }
}
