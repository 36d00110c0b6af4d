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

    void json(int status, Object data) {
        answer(status, "application/json", data);
    }

    void refuse(Refusal refusal) {
        answer(refusal.status(), "application/problem+json", refusal.fields());
    }

    private void answer(int status, String type, Object data) {
        byte[] body = Json.write(data).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
