package org.flyte.platform.connect.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.flyte.platform.connect.call.Transport.Inbound;

/** The request's bytes as they come, and the news that the client has gone. */
final class RequestBody {
    private final HttpServerRequest request;
    private boolean ended;
    private boolean reading = true;

    RequestBody(HttpServerRequest request) {
        this.request = request;
    }

    void open(HttpServerResponse response, Inbound inbound, Handler<Buffer> chunks, Runnable end) {
        response.closeHandler(ignored -> inbound.disconnected());
        response.exceptionHandler(ignored -> inbound.disconnected());
        response.drainHandler(ignored -> inbound.writable());
        request.exceptionHandler(ignored -> inbound.disconnected());
        request.handler(chunks);
        request.endHandler(ignored -> {
            ended = true;
            end.run();
        });
        request.resume();
    }

    void reading(boolean on) {
        if (ended || on == reading) {
            return;
        }
        reading = on;
        if (on) {
            request.resume();
        } else {
            request.pause();
        }
    }

    /** Lets the rest of the request run dry, so that the connection can carry the next one. */
    void discardRest() {
        if (!ended) {
            request.handler(ignored -> {});
            request.endHandler(ignored -> {});
            request.resume();
        }
    }
}
