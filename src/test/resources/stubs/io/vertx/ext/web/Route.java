package io.vertx.ext.web;

import io.vertx.core.Handler;

public interface Route {
    Route handler(Handler<RoutingContext> handler);
}
