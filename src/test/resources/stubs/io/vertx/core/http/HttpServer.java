package io.vertx.core.http;

import io.vertx.core.Handler;

public interface HttpServer {
    HttpServer requestHandler(Handler<HttpServerRequest> handler);

    HttpServer listen(int port);
}
