package faastrace.collector.routes;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Route;
import faastrace.pages.Asset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;

/** {@code GET /assets/…}: the styles and scripts of the pages. */
final class AssetRoute implements Route {
    private static final int NOT_FOUND = 404;
    private static final Pattern PATH = Pattern.compile("/assets/[^/]+/[^/]+");

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void answer(HttpExchange exchange) {
        Optional<Asset> asset = Arrays.stream(Asset.values())
                .filter(one -> ("/" + one.path()).equals(exchange.path()))
                .findFirst();
        if (asset.isEmpty()) {
            throw new HttpError(NOT_FOUND, "the pages have changed since this one was opened", "reload the page");
        }
        exchange.response().getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
        exchange.text(
                MimeTypes.DEFAULTS.getMimeByExtension(exchange.path()) + "; charset=utf-8",
                asset.get().text());
    }
}
