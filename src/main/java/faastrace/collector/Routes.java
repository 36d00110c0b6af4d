package faastrace.collector;

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

/** Finds the route for a request, and words for those without one. */
final class Routes extends Handler.Abstract {
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final List<Route> routes;

    Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        try {
            find(exchange).answer(exchange);
        } catch (Refusal refusal) {
            Drain.refuse(exchange, refusal);
        } catch (IOException e) {
            Drain.refuse(exchange, Refusal.of(e));
        }
        return true;
    }

    private Route find(Exchange exchange) {
        List<Route> here =
                routes.stream().filter(route -> route.matches(exchange.path())).toList();
        boolean head = HttpMethod.HEAD.is(exchange.request().getMethod());
        String method = head ? HttpMethod.GET.asString() : exchange.request().getMethod();
        Optional<Route> route =
                here.stream().filter(one -> one.method().equals(method)).findFirst();
        return route.orElseThrow(() -> refusal(exchange, here));
    }

    private static Refusal refusal(Exchange exchange, List<Route> here) {
        if (here.isEmpty()) {
            return new Refusal(NOT_FOUND, "there is nothing at this path", "see GET /v1/traces");
        }
        String allowed = here.stream().map(Route::method).sorted().distinct().collect(Collectors.joining(", "));
        exchange.response().getHeaders().put(HttpHeader.ALLOW, allowed);
        return new Refusal(NOT_ALLOWED, "this path does not take this method", "use " + allowed);
    }
}
