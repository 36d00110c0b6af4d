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
 * How somebody who has signed in is known: the token itself, in a cookie that no script reads and no other site's page
 * makes a browser send.
 */
public final class Session {
    private static final String NAME = "faas-trace";
    private static final int FORBIDDEN = 403;

    private Session() {}

    /** Whether a cookie holds a token. */
    static boolean isThere(HttpExchange exchange) {
        return token(exchange).isPresent();
    }

    /** Whether a cookie lets this request in; anything but reading must come from a page of this collector. */
    static boolean lets(HttpExchange exchange, Tokens tokens) {
        return token(exchange).filter(tokens::isKnown).isPresent() && (isReading(exchange) || isOwnPage(exchange));
    }

    /** Refuses what a page of another site made a browser send. */
    public static void requireOwnPage(HttpExchange exchange) {
        boolean fromPage = exchange.header("Sec-Fetch-Site") != null || exchange.header("Origin") != null;
        if (fromPage && !isOwnPage(exchange)) {
            throw new HttpError(FORBIDDEN, "a page of another site asks for this", "use the collector's own page");
        }
    }

    /** Signs somebody in: the answer sets the cookie. */
    public static void begin(HttpExchange exchange, String token, boolean secure) {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        Response.putCookie(exchange.response(), cookie(value, secure).build());
    }

    /** Signs somebody out: the answer takes the cookie away. */
    public static void end(HttpExchange exchange, boolean secure) {
        Response.putCookie(exchange.response(), cookie("", secure).maxAge(0).build());
    }

    /** Where to sign in, and to come back from. */
    static String signIn(HttpExchange exchange) {
        String there = exchange.pathQuery();
        return exchange.site().to("sign-in")
                + (there.equals("/") ? "" : "?to=" + URLEncoder.encode(there, StandardCharsets.UTF_8));
    }

    private static HttpCookie.Builder cookie(String value, boolean secure) {
        // Without a path it is for all pages beside the one that asked: those of this collector, and no others of its
        // host.
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

    /** Browsers say which site's page a request comes from; older ones say the page's address only. */
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
