package io.vertx.ext.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

public interface Router {
    static Router router(Vertx vertx) {
        return null;
    }

    Route route();

    void accept(HttpServerRequest request);
}
