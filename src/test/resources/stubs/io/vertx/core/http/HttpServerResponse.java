package io.vertx.core.http;

import io.vertx.core.Handler;

public interface HttpServerResponse {
    HttpServerResponse putHeader(String name, String value);

    HttpServerResponse endHandler(Handler<Void> handler);

    HttpServerResponse bodyEndHandler(Handler<Void> handler);

    void end(String text);
}
