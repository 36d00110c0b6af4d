package faastrace.collector.routes.access;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.pages.SmallPages;

/** {@code GET /sign-in}: the page that asks for a token. */
public final class SignInPageRoute extends FixedRoute {
    /** The page is the same for everyone. */
    public SignInPageRoute() {
        super("GET", "/sign-in", true);
    }

    @Override
    public void answer(HttpExchange exchange) {
        exchange.page(
                200,
                SmallPages.signIn(
                        exchange.site(), there(QueryParameters.of(exchange).text("to")), false));
    }

    /**
     * The path to open after signing in. Anything other than a path on this site is replaced with /, so that a link
     * can't lead the user to another site.
     */
    static String there(String to) {
        return to.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*") ? to : "/";
    }
}
