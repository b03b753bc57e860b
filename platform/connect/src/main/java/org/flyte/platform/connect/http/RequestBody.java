package org.flyte.platform.connect.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.flyte.platform.connect.call.Transport.Inbound;

/** The request's bytes as they arrive, and the notification that the client has disconnected. */
final class RequestBody {
    private static final int NO_ERROR = 0;
    private static final long DRAIN_TIMEOUT_MILLIS = 5_000;

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
     * Discards the rest of a request that has been answered, so that the client reads the answer and the connection can
     * carry the next request. On HTTP/2 the client is asked to send no more once the response is
     * out (RFC 9113, section 8.1); on HTTP/1.1 the connection closes when the rest takes too long.
     */
    Future<Void> discardRest(Future<Void> response) {
        if (ended) {
            return response;
        }
        request.handler(ignored -> {});
        request.endHandler(ignored -> ended = true);
        request.resume();
        return response.onSuccess(ignored -> stopSending());
    }

    /** Ends the stream, or on HTTP/1.1 the connection, whatever has not been sent. */
    void drop() {
        // Vert.x itself does neither to a response that has ended: close() waits until it has been sent, reset() does
        // nothing.
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (request.version() == HttpVersion.HTTP_2) {
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            ChannelHandlerContext handler = channel.pipeline().context(http2);
            var unused = http2.resetStream(
                    handler, request.response().streamId(), Http2Error.CANCEL.code(), handler.newPromise());
            handler.flush();
        } else {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    private void stopSending() {
        if (ended) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(NO_ERROR);
            return;
        }
        Vertx vertx = Vertx.currentContext().owner();
        long timeout = vertx.setTimer(
                DRAIN_TIMEOUT_MILLIS, ignored -> request.connection().close());
        request.endHandler(ignored -> vertx.cancelTimer(timeout));
        request.exceptionHandler(ignored -> vertx.cancelTimer(timeout));
    }
}
