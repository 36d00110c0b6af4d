package [=package];

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Tells the tracer in this JVM when a request begins and when its response has ended. */
final class FaasTrace {
  private FaasTrace() {}

  /** Wraps a handler. Without a tracer, it returns the handler unchanged. */
  static Handler<HttpServerRequest> handler(Handler<HttpServerRequest> handler) {
    Function<UnaryOperator<String>, Map.Entry<String, Runnable>> tracer = tracer();
    if (tracer == null) {
      return handler;
    }
    return request -> {
      Map.Entry<String, Runnable> invocation = tracer.apply(name -> request.getHeader(name));
      Runnable end = invocation.getValue();
      if (invocation.getKey() != null) {
        request.response().putHeader("X-Faas-Trace-Id", invocation.getKey());
      }
      // If the function sets one of these handlers, it replaces ours, but our other handler stays. The end handler is also
      // called if the connection breaks.
      request.response().endHandler(nothing -> end.run());
      request.response().bodyEndHandler(nothing -> end.run());
      try {
        handler.handle(request);
      } catch (RuntimeException | Error e) {
        end.run();
        throw e;
      }
    };
  }

  /** Finds the tracer by name, because it is loaded with -javaagent and is not available at compile time. */
  @SuppressWarnings("unchecked")
  private static Function<UnaryOperator<String>, Map.Entry<String, Runnable>> tracer() {
    try {
      return (Function<UnaryOperator<String>, Map.Entry<String, Runnable>>)
          Class.forName("faastrace.hook.Tracer").getMethod("shared").invoke(null);
    } catch (ReflectiveOperationException | LinkageError noTracer) {
      return null;
    }
  }
}
