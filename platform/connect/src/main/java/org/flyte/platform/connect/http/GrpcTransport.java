package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BiConsumer;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.GrpcStatus;

/** gRPC: the status is in the HTTP trailers, or in the headers if there is no message. */
final class GrpcTransport extends FramedTransport {
    private final String contentType;

    GrpcTransport(HttpServerRequest request, WireOptions options, String contentType) {
        super(request, options);
        this.contentType = contentType;
    }

    @Override
    void describe(HttpServerResponse response) {
        GrpcTransport.describe(response, contentType, options);
    }

    static void describe(HttpServerResponse response, String contentType, WireOptions options) {
        response.putHeader("content-type", contentType);
        response.putHeader("grpc-accept-encoding", Compression.accepted());
        if (options.responseCompression() != Compression.IDENTITY) {
            response.putHeader("grpc-encoding", options.responseCompression().wireName());
        }
    }

    @Override
    void finish(Status status, Metadata trailers, boolean headSent, Buffer out) {
        boolean trailersOnly = !headSent && out.length() == 0;
        MultiMap target = trailersOnly ? response.headers() : response.trailers();
        BiConsumer<String, String> sink = target::add;
        new GrpcStatus(status, trailers).forEach(sink);
    }
}
