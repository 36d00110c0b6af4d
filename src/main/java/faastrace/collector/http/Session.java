package faastrace.collector.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Identifies signed-in users by a cookie that contains their token. Scripts can't read the cookie, and pages of other
 * sites can't make a browser send it.
 */
public final class Session {
    private static final String NAME = "faas-trace";
    private static final int FORBIDDEN = 403;

    private Session() {}

    /** Whether the request has a cookie with a token. */
    static boolean isThere(HttpExchange exchange) {
        return token(exchange).isPresent();
    }

    /**
     * Whether the cookie allows this request. Requests that change something must come from the collector's own pages.
     */
    static boolean lets(HttpExchange exchange, Tokens tokens) {
        return token(exchange).filter(tokens::isKnown).isPresent() && (isReading(exchange) || isOwnPage(exchange));
    }

    /** Rejects requests that a browser sends for a page of another site. */
    public static void requireOwnPage(HttpExchange exchange) {
        boolean fromPage = exchange.header("Sec-Fetch-Site") != null || exchange.header("Origin") != null;
        if (fromPage && !isOwnPage(exchange)) {
            throw new HttpError(FORBIDDEN, "the request comes from another site", "use the collector's own page");
        }
    }

    /** Signs a user in: the response sets the cookie. */
    public static void begin(HttpExchange exchange, String token, boolean secure) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        Response.putCookie(exchange.response(), cookie(value, secure).build());
    }

    /** Signs a user out: the response deletes the cookie. */
    public static void end(HttpExchange exchange, boolean secure) {
        Response.putCookie(exchange.response(), cookie("", secure).maxAge(0).build());
    }

    /** The URL of the sign-in page. After signing in, the browser returns to the requested page. */
    static String signIn(HttpExchange exchange) {
        String there = exchange.pathQuery();
        return exchange.site().to("sign-in")
                + (there.equals("/") ? "" : "?to=" + URLEncoder.encode(there, StandardCharsets.UTF_8));
    }

    private static HttpCookie.Builder cookie(String value, boolean secure) {
        // If no path is set, the cookie applies to the folder of the requested page. This folder contains the
        // collector's pages, but no other pages on the same host.
        return HttpCookie.build(NAME, value).httpOnly(true).secure(secure).sameSite(HttpCookie.SameSite.STRICT);
    }

    private static Optional<String> token(HttpExchange exchange) {
        try {
            return Request.getCookies(exchange.request()).stream()
                    .filter(cookie ->
                            cookie.getName().equals(NAME) && !cookie.getValue().isEmpty())
                    .map(cookie -> new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.UTF_8))
                    .findFirst();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static boolean isReading(HttpExchange exchange) {
        String method = exchange.request().getMethod();
        return HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
    }

    /**
     * Whether a browser sent the request for one of the collector's own pages. New browsers send the header
     * Sec-Fetch-Site. Older browsers send only the page's origin.
     */
    private static boolean isOwnPage(HttpExchange exchange) {
        String site = exchange.header("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = exchange.header("Origin");
        String host = exchange.header(HttpHeader.HOST.asString());
        return origin != null
                && host != null
                && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host);
    }
}
