package io.vertx.core;

import io.vertx.core.http.HttpServer;

public interface Vertx {
    static Vertx vertx() {
        return null;
    }

    HttpServer createHttpServer();
}
