package faastrace.collector;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Puts the errors that Jetty finds itself, such as a broken request line, into the same words as ours. */
final class ErrorAnswer extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        String cure = code < 500 ? "correct the request" : "try again, and report it if it stays";
        String what = message == null ? "the request failed" : message;
        new Exchange(request, response, callback, Request.getPathInContext(request), new BasePath(""))
                .refuse(new Refusal(code, what, cure));
    }
}
