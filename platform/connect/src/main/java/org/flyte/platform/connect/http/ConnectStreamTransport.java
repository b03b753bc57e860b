package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.ConnectStatus;
import org.flyte.platform.connect.wire.Frame;

/** Connect streams: HTTP 200 always, the status is JSON in the last envelope. */
final class ConnectStreamTransport extends FramedTransport {
    ConnectStreamTransport(HttpServerRequest request, WireOptions options) {
        super(request, options);
    }

    @Override
    void describe(HttpServerResponse response) {
        response.putHeader(
                "content-type", "application/connect+" + options.codec().name());
        response.putHeader("connect-accept-encoding", Compression.accepted());
        if (options.responseCompression() != Compression.IDENTITY) {
            response.putHeader(
                    "connect-content-encoding", options.responseCompression().wireName());
        }
    }

    @Override
    void finish(Status status, Metadata trailers, boolean headSent, Buffer out) {
        writer().append(out, Frame.CONNECT_END, new ConnectStatus(status, trailers).endOfStream());
    }
}
