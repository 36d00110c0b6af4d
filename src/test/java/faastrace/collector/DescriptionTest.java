package faastrace.collector;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.http.Route;
import faastrace.collector.metrics.Metrics;
import faastrace.collector.routes.DescriptionRoute;
import faastrace.collector.routes.PageRoutes;
import faastrace.collector.routes.ReceiveRoute;
import faastrace.collector.store.Limits;
import faastrace.collector.store.Retention;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.document.Value;
import faastrace.document.Yaml;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Checks that the OpenAPI description and the routes are consistent. */
class DescriptionTest extends CollectorFixture {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");

    @Test
    void itIsServedAsItIs() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/openapi.yaml")));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(answer.body()).isEqualTo(DescriptionRoute.text());
        assertThat(description().require("openapi").text()).isEqualTo("3.0.3");
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionHasItsRoute() throws Exception {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, Value> path :
                description().require("paths").fields().entrySet()) {
            for (String method : path.getValue().fields().keySet()) {
                if (METHODS.contains(method)) {
                    described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        Set<String> routed = new TreeSet<>();
        try (TraceFolder folder = TraceFolder.open(directory, false)) {
            Retention retention = new Retention(folder, Limits.DEFAULT, Retention.steady());
            ReceiveRoute receive = new ReceiveRoute(
                    folder, retention, settings().limits(), settings().idleTimeout(), Runnable::run, trace -> {});
            List<Route> routes = new ArrayList<>(Collector.routes(folder, receive, new Metrics()));
            Pictures pictures = new Pictures(folder, new Analyst(folder));
            routes.addAll(PageRoutes.of(
                    folder,
                    pictures,
                    new LookupThreads(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false));
            for (Route route : routes) {
                Set<String> matched = new TreeSet<>();
                described.stream()
                        .filter(one -> one.startsWith(route.method() + " ")
                                && route.matches(one.substring(one.indexOf(' ') + 1)))
                        .forEach(matched::add);
                assertThat(matched).as(route.getClass().getSimpleName()).isNotEmpty();
                routed.addAll(matched);
            }
        }
        assertThat(routed).isEqualTo(described);
    }

    @Test
    void whatNeedsNoTokenIsDescribedSo() throws Exception {
        for (Map.Entry<String, Value> path :
                description().require("paths").fields().entrySet()) {
            boolean open = Set.of(
                            "/healthz", "/readyz", "/openapi.yaml", "/assets/{version}/{file}", "/sign-in", "/sign-out")
                    .contains(path.getKey());
            path.getValue().fields().forEach((method, operation) -> {
                if (METHODS.contains(method)) {
                    assertThat(operation.find("security").isPresent())
                            .as(path.getKey())
                            .isEqualTo(open);
                }
            });
        }
    }

    private static Value description() throws Exception {
        return Yaml.read("openapi.yaml", DescriptionRoute.text());
    }
}
