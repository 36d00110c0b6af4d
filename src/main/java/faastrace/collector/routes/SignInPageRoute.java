package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.pages.SmallPages;

/** {@code GET /sign-in}: asks for a token. */
final class SignInPageRoute extends FixedRoute {
    SignInPageRoute() {
        super("GET", "/sign-in", true);
    }

    @Override
    public void answer(HttpExchange exchange) {
        exchange.page(
                200,
                SmallPages.signIn(
                        exchange.site(), there(QueryParameters.of(exchange).text("to")), false));
    }

    /** An address of ours, whatever somebody put into a link. */
    static String there(String to) {
        return to.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*") ? to : "/";
    }
}
