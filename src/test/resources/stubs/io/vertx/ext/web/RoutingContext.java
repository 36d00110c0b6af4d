package io.vertx.ext.web;

import io.vertx.core.http.HttpServerResponse;

public interface RoutingContext {
    HttpServerResponse response();
}
