package faastrace.collector.routes.access;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Session;

/** {@code POST /sign-out}: deletes the cookie with the token. */
public final class SignOutRoute extends FixedRoute {
    private final boolean secure;

    /** @param secure whether the collector uses HTTPS; if it does, the cookie is marked as secure */
    public SignOutRoute(boolean secure) {
        super("POST", "/sign-out", true);
        this.secure = secure;
    }

    @Override
    public void answer(HttpExchange exchange) {
        Session.requireOwnPage(exchange);
        Session.end(exchange, secure);
        exchange.redirect(exchange.site().to("sign-in"));
    }
}
