package org.flyte.platform.connect.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Keeps the error of one HTTP/2 stream from closing the connection of the others.
 *
 * <p>Vert.x 4 writes trailers with a promise that reports failures to the connection, which closes. A client that
 * resets a stream whose trailers still wait for flow control (it cancels, or it stopped reading) would end every other
 * call of the connection.
 */
@Sharable
final class StreamErrorFilter extends ChannelInboundHandlerAdapter {
    private static final String NAME = "flyte-rpc-stream-error-filter";
    private static final StreamErrorFilter HANDLER = new StreamErrorFilter();

    private StreamErrorFilter() {}

    /** Installs the filter on the connection of a request; the caller is on its event loop. */
    static void install(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(NAME) == null) {
                pipeline.addFirst(NAME, HANDLER);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable failure) {
        // The stream is closed already, and its call was notified.
        if (!(failure instanceof Http2Exception.StreamException)) {
            channel.fireExceptionCaught(failure);
        }
    }
}
