package org.flyte.platform.connect.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.call.CallEnvironment;
import org.flyte.platform.connect.call.CallServices;
import org.flyte.platform.connect.call.HttpCall;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.call.RunningCalls;
import org.flyte.platform.connect.call.Transport;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.HeaderConversion;
import org.flyte.platform.runtime.LogKey;

/** Starts the call that a request asks for, or refuses it in the request's own protocol. */
@Singleton
class CallStarter {
    private static final ContentType GET = new ContentType(ContentType.Protocol.CONNECT_UNARY, "proto");

    private final Negotiation negotiation;
    private final RunningCalls running;
    private final CallServices services;
    private final int maxCalls;

    CallStarter(Negotiation negotiation, RunningCalls running, CallServices services, ConnectConfig config) {
        this.maxCalls = config.maxCalls();
        this.negotiation = negotiation;
        this.running = running;
        this.services = services;
    }

    void post(RpcMethod method, ContentType type, HttpServerRequest request) {
        try {
            checkOpen();
            Codec codec = negotiation.codec(type.codec());
            start(method, type.protocol(), codec, negotiation.transport(method, type, codec, request), request);
        } catch (StatusException e) {
            refuse(negotiation.plain(type, request), e);
        }
    }

    void get(RpcMethod method, HttpServerRequest request) {
        try {
            checkOpen();
            GetRequest query = GetRequest.of(request);
            Codec codec = negotiation.codec(query.encoding());
            start(method, GET.protocol(), codec, negotiation.transport(method, query, codec, request), request);
        } catch (StatusException e) {
            refuse(negotiation.plain(GET, request), e);
        }
    }

    private void start(
            RpcMethod method,
            ContentType.Protocol protocol,
            Codec codec,
            Transport transport,
            HttpServerRequest request)
            throws StatusException {
        Duration deadline = negotiation.deadline(protocol, request).orElse(null);
        Context current = Vertx.currentContext();
        Context context = VertxContext.getOrCreateDuplicatedContext(current);
        VertxContextSafetyToggle.setContextSafe(context, true);
        CallEnvironment environment =
                new CallEnvironment(context, attributes(request.remoteAddress()), protocol.metricName(), services);
        RpcCall info = new RpcCall(headers(request), GetRequest.query(request), deadline);
        if (context == current) {
            start(method.definition(), codec, transport, info, environment);
        } else {
            context.runOnContext(ignored -> start(method.definition(), codec, transport, info, environment));
        }
    }

    private static <Q, P> void start(
            ServerMethodDefinition<Q, P> definition,
            Codec codec,
            Transport transport,
            RpcCall info,
            CallEnvironment environment) {
        LogKey.REQUEST_ID.put(info.requestId());
        new HttpCall<>(definition.getMethodDescriptor(), codec, transport, info, environment)
                .start(definition.getServerCallHandler());
    }

    private static void refuse(Transport transport, StatusException reason) {
        transport.open(Transport.Inbound.NONE);
        transport.end(reason.getStatus(), new Metadata());
    }

    private void checkOpen() throws StatusException {
        if (running.isClosing()) {
            throw RunningCalls.SHUTTING_DOWN.asException();
        }
        if (running.count() >= maxCalls) {
            throw Status.UNAVAILABLE
                    .withDescription(
                            "%d calls are running, and no more are accepted at present: try again".formatted(maxCalls))
                    .asException();
        }
    }

    private static CallHeaders headers(HttpServerRequest request) {
        String authority =
                request.authority() == null ? null : request.authority().toString();
        return new CallHeaders(HeaderConversion.toMetadata(request.headers(), authority), request.scheme());
    }

    private static Attributes attributes(SocketAddress peer) {
        if (peer == null || !peer.isInetSocket()) {
            return Attributes.EMPTY;
        }
        return Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, InetSocketAddress.createUnresolved(peer.host(), peer.port()))
                .build();
    }
}
