package org.flyte.platform.connect.http;

import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.call.Transport;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.ProtoCodec;
import org.flyte.platform.connect.wire.TimeoutHeader;

/** Reads from a request's headers what client and server agree on. */
@Singleton
class Negotiation {
    private static final Codec PROTO = new ProtoCodec();

    private final Methods methods;
    private final long maxRequestSize;
    private final long maxSmallRequestSize;
    private final long compressFrom;

    Negotiation(Methods methods, ConnectConfig config) {
        this.methods = methods;
        this.maxRequestSize = config.maxRequestSize().asLongValue();
        this.maxSmallRequestSize =
                Math.min(maxRequestSize, config.maxSmallRequestSize().asLongValue());
        this.compressFrom = config.compressFrom().asLongValue();
    }

    Codec codec(String name) {
        return name.equals("json") ? methods.json() : PROTO;
    }

    /**
     * Returns what carries the call.
     *
     * @throws StatusException for a compression or a protocol version that is not supported
     */
    Transport transport(RpcMethod method, ContentType type, Codec codec, HttpServerRequest request)
            throws StatusException {
        return switch (type.protocol()) {
            case CONNECT_UNARY -> {
                checkVersion(request);
                yield transport(method, type, codec, request, "content-encoding", "accept-encoding");
            }
            case CONNECT_STREAM -> {
                checkVersion(request);
                yield transport(method, type, codec, request, "connect-content-encoding", "connect-accept-encoding");
            }
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT ->
                transport(method, type, codec, request, "grpc-encoding", "grpc-accept-encoding");
        };
    }

    /** Returns what carries an early error, whatever the client asked for. */
    Transport plain(ContentType type, HttpServerRequest request) {
        WireOptions options = new WireOptions(
                codec(type.codec()), Compression.IDENTITY, Compression.IDENTITY, maxSmallRequestSize, compressFrom);
        return transport(type, request, options);
    }

    /** Returns what carries a Connect GET. */
    Transport transport(RpcMethod method, GetRequest query, Codec codec, HttpServerRequest request) {
        Compression accepted = Compression.preferred(request.getHeader("accept-encoding"));
        return new ConnectUnaryTransport(
                request, options(method, codec, query.compression(), accepted), query.message());
    }

    /** Returns the time that the client gives the call. */
    Optional<Duration> deadline(ContentType.Protocol protocol, HttpServerRequest request) throws StatusException {
        return switch (protocol) {
            case CONNECT_UNARY, CONNECT_STREAM ->
                TimeoutHeader.CONNECT.parse(request.getHeader(TimeoutHeader.CONNECT.header()));
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT ->
                TimeoutHeader.GRPC.parse(request.getHeader(TimeoutHeader.GRPC.header()));
        };
    }

    private Transport transport(
            RpcMethod method,
            ContentType type,
            Codec codec,
            HttpServerRequest request,
            String sentHeader,
            String acceptedHeader)
            throws StatusException {
        Compression sent = Compression.named(request.getHeader(sentHeader));
        Compression accepted = Compression.preferred(request.getHeader(acceptedHeader));
        return transport(type, request, options(method, codec, sent, accepted));
    }

    private static Transport transport(ContentType type, HttpServerRequest request, WireOptions options) {
        return switch (type.protocol()) {
            case CONNECT_UNARY -> new ConnectUnaryTransport(request, options, null);
            case CONNECT_STREAM -> new ConnectStreamTransport(request, options);
            case GRPC -> new GrpcTransport(request, options, request.getHeader("content-type"));
            case GRPC_WEB -> new GrpcWebTransport(request, options, request.getHeader("content-type"), false);
            case GRPC_WEB_TEXT -> new GrpcWebTransport(request, options, request.getHeader("content-type"), true);
        };
    }

    private WireOptions options(RpcMethod method, Codec codec, Compression sent, Compression accepted) {
        long limit = method.mayHaveLargeRequests() ? maxRequestSize : maxSmallRequestSize;
        return new WireOptions(codec, sent, accepted, limit, compressFrom);
    }

    private static void checkVersion(HttpServerRequest request) throws StatusException {
        String version = request.getHeader("connect-protocol-version");
        if (version != null && !version.equals("1")) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("connect-protocol-version must be \"1\", not \"%s\"".formatted(version))
                    .asException();
        }
    }
}
