package [=package];

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Says to the tracer in this JVM when a request begins and when its answer has ended. */
final class FaasTrace {
  private FaasTrace() {}

  /** Wraps a handler; where no tracer runs it gives the handler back as it is. */
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
      // Of these, whoever sets one takes the place of ours: the other is left. The first also hears of a broken connection.
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

  /** It came into the JVM with -javaagent, so this is compiled without it. */
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
