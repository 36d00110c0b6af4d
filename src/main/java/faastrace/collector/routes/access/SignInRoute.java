package faastrace.collector.routes.access;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Session;
import faastrace.collector.http.Tokens;
import faastrace.collector.views.AsyncAnswer;
import faastrace.pages.SmallPages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;

/** {@code POST /sign-in}: receives the token from the sign-in page. */
public final class SignInRoute extends FixedRoute {
    private static final int FORBIDDEN = 403;
    private static final int MOST_FIELDS = 4;
    private static final int MOST_BYTES = 8192;

    private final Optional<Tokens> tokens;
    private final boolean secure;

    /** @param secure whether the collector uses HTTPS; if it does, the cookie is marked as secure */
    public SignInRoute(Optional<Tokens> tokens, boolean secure) {
        super("POST", "/sign-in", true);
        this.tokens = tokens;
        this.secure = secure;
    }

    @Override
    public void answer(HttpExchange exchange) {
        Session.requireOwnPage(exchange);
        CompletableFuture<Fields> sent = new CompletableFuture<>();
        FormFields.onFields(
                exchange.request(), StandardCharsets.UTF_8, MOST_FIELDS, MOST_BYTES, new Promise.Invocable<>() {
                    @Override
                    public void succeeded(Fields fields) {
                        sent.complete(fields);
                    }

                    @Override
                    public void failed(Throwable unreadable) {
                        sent.complete(Fields.EMPTY);
                    }
                });
        AsyncAnswer.answer(exchange, sent, fields -> enter(exchange, fields));
    }

    private void enter(HttpExchange exchange, Fields fields) {
        String there =
                SignInPageRoute.there(Optional.ofNullable(fields.getValue("to")).orElse("/"));
        String token = Optional.ofNullable(fields.getValue("token")).orElse("").strip();
        if (tokens.isPresent() && tokens.get().isKnown(token)) {
            Session.begin(exchange, token, secure);
        } else if (tokens.isPresent()) {
            exchange.page(FORBIDDEN, SmallPages.signIn(exchange.site(), there, true));
            return;
        }
        exchange.redirect(exchange.site().to(there.substring(1)));
    }
}
