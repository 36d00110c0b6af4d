package faastrace.collector.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Formats the errors that Jetty itself detects, such as an invalid request line, in the same way as the collector's own
 * errors.
 */
final class ErrorAnswer extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        new HttpExchange(request, response, callback, Request.getPathInContext(request), new BasePath(""))
                .refuse(refusal(code, message));
    }

    private static HttpError refusal(int code, @Nullable String message) {
        String reason = message == null ? "" : " (" + message + ")";
        if (message != null && message.contains("empty segment")) {
            return new HttpError(
                    code,
                    "the path contains two slashes in a row",
                    "remove one of them; if a script appends a path to a URL that ends with a slash, the path must not"
                            + " start with one");
        }
        if (message != null && message.startsWith("Ambiguous")) {
            return new HttpError(code, "the path is ambiguous", "correct the path" + reason);
        }
        return switch (code) {
            case HttpStatus.URI_TOO_LONG_414 -> new HttpError(code, "the URL is too long", "shorten it");
            case HttpStatus.EXPECTATION_FAILED_417 ->
                new HttpError(code, "the value of the header Expect is not supported", "leave out the header");
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                new HttpError(code, "the headers are too large", "send fewer or shorter headers");
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ->
                new HttpError(code, "this version of HTTP is not supported", "use HTTP/1.1");
            default ->
                code < HttpStatus.INTERNAL_SERVER_ERROR_500
                        ? new HttpError(code, "the request is not valid HTTP", "correct the request" + reason)
                        : new HttpError(code, "the request failed", "try again, and report a bug if it fails again");
        };
    }
}
