package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code GET /openapi.yaml}: the API description in OpenAPI format. */
public final class DescriptionRoute extends FixedRoute {
    /** Serves the description that is included in the program. */
    public DescriptionRoute() {
        super("GET", "/openapi.yaml", true);
    }

    @Override
    public void answer(HttpExchange exchange) throws IOException {
        exchange.text("application/yaml", text());
    }

    /** The text of the description. */
    public static String text() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DescriptionRoute.class.getResourceAsStream("/faastrace/collector/openapi.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
