package org.flyte.platform.connect.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.call.CallEnvironment;
import org.flyte.platform.connect.call.CallServices;
import org.flyte.platform.connect.call.HttpCall;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.call.Transport;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.Headers;
import org.flyte.platform.connect.wire.ProtoCodec;
import org.flyte.platform.connect.wire.Timeouts;

/** Negotiates codec, compression and deadline of a request and starts its call. */
@Singleton
class CallStarter {
    private static final Codec PROTO = new ProtoCodec();

    private final Methods methods;
    private final RunningCalls running;
    private final CallServices services;
    private final ConnectConfig config;

    CallStarter(Methods methods, RunningCalls running, CallServices services, ConnectConfig config) {
        this.methods = methods;
        this.running = running;
        this.services = services;
        this.config = config;
    }

    void post(RpcMethod method, ContentType type, HttpServerRequest request) {
        Codec codec = codec(type.codec());
        try {
            checkOpen();
            Transport transport = transport(type, request, options(type, codec, request));
            start(
                    method,
                    codec,
                    transport,
                    request,
                    deadline(type, request),
                    type.protocol().metricName());
        } catch (StatusException e) {
            Transport plain = transport(type, request, unnegotiated(codec));
            plain.open(new Ignored());
            plain.end(e.getStatus(), new Metadata());
        }
    }

    void get(RpcMethod method, HttpServerRequest request) {
        try {
            checkOpen();
            GetRequest query = GetRequest.of(request);
            Codec codec = codec(query.encoding());
            WireOptions options = new WireOptions(
                    codec,
                    query.compression(),
                    Compression.IDENTITY,
                    config.maxRequestSize().asLongValue(),
                    config.compressFrom().asLongValue());
            Transport transport = new ConnectUnaryTransport(request, options, query.message());
            start(
                    method,
                    codec,
                    transport,
                    request,
                    Timeouts.connect(request.getHeader("connect-timeout-ms")),
                    ContentType.Protocol.CONNECT_UNARY.metricName());
        } catch (StatusException e) {
            Transport plain = new ConnectUnaryTransport(request, unnegotiated(PROTO), new byte[0]);
            plain.open(new Ignored());
            plain.end(e.getStatus(), new Metadata());
        }
    }

    private void start(
            RpcMethod method,
            Codec codec,
            Transport transport,
            HttpServerRequest request,
            Optional<Duration> deadline,
            String protocol) {
        Context context = VertxContext.getOrCreateDuplicatedContext(Vertx.currentContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        if (context == Vertx.currentContext()) {
            call(method, codec, transport, request, deadline, protocol, context);
        } else {
            context.runOnContext(ignored -> call(method, codec, transport, request, deadline, protocol, context));
        }
    }

    private void call(
            RpcMethod method,
            Codec codec,
            Transport transport,
            HttpServerRequest request,
            Optional<Duration> deadline,
            String protocol,
            Context context) {
        String authority =
                request.authority() == null ? null : request.authority().toString();
        Metadata metadata = Headers.toMetadata(request.headers(), authority);
        CallEnvironment environment = new CallEnvironment(context, attributes(request), protocol, services);
        RpcCall info = new RpcCall(
                new CallHeaders(metadata, request.scheme()), GetRequest.query(request), deadline.orElse(null));
        start(method.definition(), codec, transport, info, environment);
    }

    private static <Q, P> void start(
            io.grpc.ServerMethodDefinition<Q, P> definition,
            Codec codec,
            Transport transport,
            RpcCall info,
            CallEnvironment environment) {
        new HttpCall<>(definition.getMethodDescriptor(), codec, transport, info, environment)
                .start(definition.getServerCallHandler());
    }

    private static Attributes attributes(HttpServerRequest request) {
        if (request.remoteAddress() == null) {
            return Attributes.EMPTY;
        }
        return Attributes.newBuilder()
                .set(
                        Grpc.TRANSPORT_ATTR_REMOTE_ADDR,
                        InetSocketAddress.createUnresolved(
                                request.remoteAddress().host(),
                                Math.max(0, request.remoteAddress().port())))
                .build();
    }

    private Codec codec(String name) {
        return name.equals("json") ? methods.json() : PROTO;
    }

    private WireOptions options(ContentType type, Codec codec, HttpServerRequest request) throws StatusException {
        String sent;
        String accepted;
        switch (type.protocol()) {
            case CONNECT_UNARY -> {
                checkVersion(request);
                sent = request.getHeader("content-encoding");
                accepted = request.getHeader("accept-encoding");
            }
            case CONNECT_STREAM -> {
                checkVersion(request);
                sent = request.getHeader("connect-content-encoding");
                accepted = request.getHeader("connect-accept-encoding");
            }
            default -> {
                sent = request.getHeader("grpc-encoding");
                accepted = request.getHeader("grpc-accept-encoding");
            }
        }
        return new WireOptions(
                codec,
                Compression.named(sent),
                Compression.preferred(accepted),
                config.maxRequestSize().asLongValue(),
                config.compressFrom().asLongValue());
    }

    private WireOptions unnegotiated(Codec codec) {
        return new WireOptions(
                codec,
                Compression.IDENTITY,
                Compression.IDENTITY,
                config.maxRequestSize().asLongValue(),
                config.compressFrom().asLongValue());
    }

    private void checkOpen() throws StatusException {
        if (running.isClosing()) {
            throw RunningCalls.GOING.asException();
        }
    }

    private static void checkVersion(HttpServerRequest request) throws StatusException {
        String version = request.getHeader("connect-protocol-version");
        if (version != null && !version.equals("1")) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("connect-protocol-version must be \"1\", not \"%s\"".formatted(version))
                    .asException();
        }
    }

    private static Optional<Duration> deadline(ContentType type, HttpServerRequest request) throws StatusException {
        return switch (type.protocol()) {
            case CONNECT_UNARY, CONNECT_STREAM -> Timeouts.connect(request.getHeader("connect-timeout-ms"));
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> Timeouts.grpc(request.getHeader("grpc-timeout"));
        };
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

    /** Listens to a request that has been refused already. */
    private static final class Ignored implements Transport.Inbound {
        @Override
        public void message(byte[] bytes) {}

        @Override
        public void halfClose() {}

        @Override
        public void refuse(Status status) {}

        @Override
        public void disconnected() {}

        @Override
        public void writable() {}
    }
}
