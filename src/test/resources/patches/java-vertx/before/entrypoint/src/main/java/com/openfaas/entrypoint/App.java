package com.openfaas.entrypoint;

import com.openfaas.function.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

public class App {
  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    router.route().handler(new Handler());
    HttpServer server = vertx.createHttpServer();
    server.requestHandler(router::accept).listen(8082);
  }
}
