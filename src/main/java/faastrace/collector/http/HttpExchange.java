package faastrace.collector.http;

import faastrace.document.Json;
import faastrace.pages.PageLinks;
import faastrace.pages.SmallPages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request, with methods that respond to it. Each request must get exactly one response.
 *
 * @param path the requested path, without the prefix that a reverse proxy may have added
 * @param base the prefix that the reverse proxy may have added; empty if there is none
 */
public record HttpExchange(Request request, Response response, Callback callback, String path, BasePath base) {
    private static final String PAGE_MAY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Creates the links for the page in the response. */
    public PageLinks site() {
        String raw = String.valueOf(request.getHttpURI().getPath());
        String inside = base.inside(raw).filter(any -> isInside()).orElse(raw);
        int slashes = (int) inside.chars().filter(c -> c == '/').count();
        return PageLinks.at(Math.max(0, slashes - 1), Session.isThere(this));
    }

    /** The requested path with its query, as sent. */
    String pathQuery() {
        String raw = request.getHttpURI().getPathQuery();
        return isInside() ? base.inside(raw).orElse(path) : raw;
    }

    /** The URL of one of the collector's paths, for clients that are programs. */
    public String address(String there) {
        return base.text() + there;
    }

    private boolean isInside() {
        return !path.equals(Request.getPathInContext(request));
    }

    /** The header's value, or null. */
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Responds with a text that is not JSON. */
    public void text(String type, String text) {
        write(200, type, text);
    }

    /** Responds without content. */
    public void nothing() {
        response.setStatus(204);
        response.write(true, null, callback);
    }

    /** Responds with data as JSON. */
    public void json(int status, Object data) {
        answer(status, "application/json", data);
    }

    /** Responds with an error. */
    public void refuse(HttpError refusal) {
        if (refusal.retryAfter() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfter());
        }
        if (wantsPage()) {
            page(refusal.status(), SmallPages.error(site(), refusal.status(), refusal.what(), refusal.cure()));
            return;
        }
        answer(refusal.status(), "application/problem+json", refusal.fields());
    }

    /** Whether the client is a browser that expects a page. */
    boolean wantsPage() {
        String accept = header(HttpHeader.ACCEPT.asString());
        return HttpMethod.GET.is(request.getMethod()) && accept != null && accept.contains("text/html");
    }

    /** Responds with a page. Browsers let the page load styles, scripts and data only from this collector. */
    public void page(int status, String html) {
        response.getHeaders().put("Content-Security-Policy", PAGE_MAY);
        response.getHeaders().put("Referrer-Policy", "same-origin");
        response.getHeaders().put("Cross-Origin-Opener-Policy", "same-origin");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "private, no-cache");
        response.getHeaders().put(HttpHeader.VARY, "Accept, Cookie");
        write(status, "text/html; charset=utf-8", html);
    }

    /** Redirects the browser. */
    public void redirect(String there) {
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, there);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, null, callback);
    }

    private void answer(int status, String type, Object data) {
        write(status, type, Json.write(data));
    }

    private void write(int status, String type, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
