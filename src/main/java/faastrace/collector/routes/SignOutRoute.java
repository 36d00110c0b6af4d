package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Session;

/** {@code POST /sign-out}: deletes the cookie with the token. */
final class SignOutRoute extends FixedRoute {
    private final boolean secure;

    SignOutRoute(boolean secure) {
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
