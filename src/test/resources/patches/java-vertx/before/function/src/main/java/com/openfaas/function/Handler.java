package com.openfaas.function;

import io.vertx.ext.web.RoutingContext;

public class Handler implements io.vertx.core.Handler<RoutingContext> {
  public void handle(RoutingContext context) {
    context.response().end("hello\n");
  }
}
