package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.wire.ConnectJson;
import org.flyte.platform.connect.wire.GrpcTrailers;

/** Answers requests that never reach a method. */
final class Refusal {
    private static final String UNARY_TYPES = "application/json, application/proto";
    private static final String STREAM_TYPES = "application/connect+json, application/connect+proto";
    private static final String GRPC_TYPES = "application/grpc, application/grpc+json, application/grpc+proto,"
            + " application/grpc-web, application/grpc-web+json, application/grpc-web+proto,"
            + " application/grpc-web-text, application/grpc-web-text+json, application/grpc-web-text+proto";

    private Refusal() {}

    static void unknownMethod(HttpServerRequest request, String reason) {
        Status status = Status.UNIMPLEMENTED.withDescription(reason);
        boolean connect = ContentType.parse(request.getHeader("content-type"))
                .map(ContentType::protocol)
                .filter(protocol -> protocol == ContentType.Protocol.CONNECT_UNARY
                        || protocol == ContentType.Protocol.CONNECT_STREAM)
                .isPresent();
        HttpServerResponse response = request.response();
        if (connect) {
            response.setStatusCode(404).putHeader("content-type", "application/json");
            end(request, Buffer.buffer(ConnectJson.error(status, new Metadata())));
        } else {
            response.putHeader("content-type", request.getHeader("content-type"));
            GrpcTrailers.forEach(status, new Metadata(), response::putHeader);
            end(request, Buffer.buffer());
        }
    }

    static void wrongVerb(HttpServerRequest request, RpcMethod method) {
        request.response().setStatusCode(405).putHeader("allow", method.hasNoSideEffects() ? "GET, POST" : "POST");
        end(request, Buffer.buffer());
    }

    static void wrongContentType(HttpServerRequest request, RpcMethod method) {
        String connect = method.isUnary() ? UNARY_TYPES : STREAM_TYPES;
        request.response().setStatusCode(415).putHeader("accept-post", connect + ", " + GRPC_TYPES);
        end(request, Buffer.buffer());
    }

    static void needsHttp2(HttpServerRequest request) {
        request.response().setStatusCode(505);
        end(request, Buffer.buffer());
    }

    private static void end(HttpServerRequest request, Buffer body) {
        request.exceptionHandler(ignored -> {});
        new RequestBody(request).discardRest(request.response().end(body));
    }
}
