package faastrace.collector.http;

import faastrace.collector.metrics.Metrics;
import faastrace.collector.metrics.RequestKind;
import faastrace.collector.store.Rejection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Passes each request to its route. Rejects a request if its path is unknown, if it has no valid token, or if the
 * collector does not accept its host name.
 */
public final class Routes extends Handler.Abstract {
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final List<Route> routes;
    private final Optional<Tokens> tokens;
    private final Metrics metrics;
    private final BasePath base;
    private final HostNames names;

    /**
     * Creates a handler that passes a request to the first route that matches it. If tokens are given, clients need one
     * of them.
     */
    public Routes(List<Route> routes, BasePath base, Optional<Tokens> tokens, HostNames names, Metrics metrics) {
        this.routes = List.copyOf(routes);
        this.base = base;
        this.names = names;
        this.tokens = tokens;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpExchange exchange = new HttpExchange(request, response, callback, path(request), base);
        RequestKind kind = kind(exchange);
        Request.addCompletionListener(request, failure -> {
            long took = System.nanoTime() - request.getBeginNanoTime();
            metrics.answered(kind, response.getStatus(), failure != null, took);
        });
        try {
            requireSlash(exchange);
            names.check(exchange);
            find(exchange).answer(exchange);
        } catch (Redirect elsewhere) {
            exchange.redirect(elsewhere.address());
        } catch (HttpError refusal) {
            Drain.refuse(exchange, refusal);
        } catch (Rejection rejection) {
            Drain.refuse(exchange, HttpError.of(rejection));
        } catch (IOException e) {
            Drain.refuse(exchange, HttpError.of(e));
        }
        return true;
    }

    /**
     * The requested path without the base path. If the proxy has already stripped the base path, the rest can start
     * with the same text by chance. Therefore this also checks whether there is a route for the shortened path or only
     * for the whole path.
     */
    private String path(Request request) {
        String whole = Request.getPathInContext(request);
        Optional<String> inside = base.inside(whole).map(rest -> rest.isEmpty() ? "/" : rest);
        boolean isWhole = inside.isEmpty() || !isKnown(inside.get()) && isKnown(whole);
        return isWhole ? whole : inside.get();
    }

    private boolean isKnown(String path) {
        return routes.stream().anyMatch(route -> route.matches(path));
    }

    /**
     * Redirects from the base path to the same path with a trailing slash, because the relative links of pages need the
     * slash.
     */
    private void requireSlash(HttpExchange exchange) {
        boolean bare = !base.text().isEmpty()
                && Request.getPathInContext(exchange.request()).equals(base.text());
        if (bare
                && exchange.path().equals("/")
                && !HttpMethod.POST.is(exchange.request().getMethod())) {
            String query = exchange.request().getHttpURI().getQuery();
            throw new Redirect(base.last() + "/" + (query == null ? "" : "?" + query));
        }
    }

    private RequestKind kind(HttpExchange exchange) {
        String method = method(exchange);
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.matches(exchange.path()))
                .findFirst()
                .map(Route::kind)
                .orElse(RequestKind.other);
    }

    private static String method(HttpExchange exchange) {
        String method = exchange.request().getMethod();
        return HttpMethod.HEAD.is(method) ? HttpMethod.GET.asString() : method;
    }

    private Route find(HttpExchange exchange) {
        List<Route> here =
                routes.stream().filter(route -> route.matches(exchange.path())).toList();
        if (here.stream().noneMatch(Route::isOpen)) {
            requireToken(exchange);
        }
        String method = method(exchange);
        Optional<Route> route =
                here.stream().filter(one -> one.method().equals(method)).findFirst();
        return route.orElseThrow(() -> refusal(exchange, here));
    }

    private void requireToken(HttpExchange exchange) {
        String sent = exchange.header(HttpHeader.AUTHORIZATION.asString());
        if (tokens.isPresent() && !tokens.get().allow(sent) && !Session.lets(exchange, tokens.get())) {
            if (exchange.wantsPage()) {
                throw new Redirect(Session.signIn(exchange));
            }
            exchange.response().getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"faas-trace\"");
            String what = sent == null ? "the token is missing" : "the token is not valid";
            throw new HttpError(
                    UNAUTHORIZED,
                    what,
                    "send the header Authorization: Bearer TOKEN; an agent reads it from"
                            + " the file in FAAS_TRACE_TOKEN_FILE");
        }
    }

    private static HttpError refusal(HttpExchange exchange, List<Route> here) {
        if (here.isEmpty()) {
            return new HttpError(NOT_FOUND, "there is nothing at this path", "see GET /v1/traces and /openapi.yaml");
        }
        String allowed = here.stream().map(Route::method).sorted().distinct().collect(Collectors.joining(", "));
        exchange.response().getHeaders().put(HttpHeader.ALLOW, allowed);
        return new HttpError(NOT_ALLOWED, "this path does not support this method", "use " + allowed);
    }
}
