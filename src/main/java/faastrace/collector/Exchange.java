package faastrace.collector;

import faastrace.document.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and the ways to answer it; each exchange is answered once. */
record Exchange(Request request, Response response, Callback callback) {
    String path() {
        return Request.getPathInContext(request);
    }

    /** The header's value, or null. */
    String header(String name) {
        return request.getHeaders().get(name);
    }

    /** A text that is no JSON. */
    void text(String type, String text) {
        write(200, type, text);
    }

    /** An answer that has nothing to say. */
    void nothing() {
        response.setStatus(204);
        response.write(true, null, callback);
    }

    void json(int status, Object data) {
        answer(status, "application/json", data);
    }

    void refuse(Refusal refusal) {
        if (refusal.retryAfter() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfter());
        }
        answer(refusal.status(), "application/problem+json", refusal.fields());
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
