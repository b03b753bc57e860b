package org.flyte.platform.connect.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.flyte.platform.connect.call.Transport.Inbound;

/** The request's bytes as they come, and the news that the client has gone. */
final class RequestBody {
    private static final int NO_ERROR = 0;

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

    /**
     * Does away with the rest of a request that has been answered, so that the connection can carry the next one: lets
     * it run dry, and on HTTP/2 asks the client to send no more of it once the response is out (RFC 9113 §8.1).
     */
    Future<Void> discardRest(Future<Void> response) {
        if (ended) {
            return response;
        }
        request.handler(ignored -> {});
        request.endHandler(ignored -> ended = true);
        request.resume();
        return request.version() == HttpVersion.HTTP_2 ? response.onSuccess(ignored -> stopSending()) : response;
    }

    private void stopSending() {
        if (!ended) {
            request.response().reset(NO_ERROR);
        }
    }
}
