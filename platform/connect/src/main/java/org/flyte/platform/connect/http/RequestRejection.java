package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.wire.ConnectStatus;
import org.flyte.platform.connect.wire.GrpcStatus;

/** The answers to a request that never reaches a method. */
record RequestRejection(HttpServerRequest request) {
    private static final String UNARY_TYPES = "application/json, application/proto";
    private static final String STREAM_TYPES = "application/connect+json, application/connect+proto";
    private static final String GRPC_TYPES = "application/grpc, application/grpc+json, application/grpc+proto,"
            + " application/grpc-web, application/grpc-web+json, application/grpc-web+proto,"
            + " application/grpc-web-text, application/grpc-web-text+json, application/grpc-web-text+proto";

    void unknownMethod(String reason) {
        Status status = Status.UNIMPLEMENTED.withDescription(reason);
        String type = request.getHeader("content-type");
        HttpServerResponse response = request.response();
        if (type != null && type.startsWith("application/grpc")) {
            response.putHeader("content-type", type);
            new GrpcStatus(status, new Metadata()).forEach(response::putHeader);
            end(Buffer.buffer());
        } else {
            response.setStatusCode(404).putHeader("content-type", "application/json");
            end(Buffer.buffer(new ConnectStatus(status, new Metadata()).errorBody()));
        }
    }

    void wrongVerb(RpcMethod method) {
        request.response().setStatusCode(405).putHeader("allow", method.hasNoSideEffects() ? "GET, POST" : "POST");
        end(Buffer.buffer());
    }

    void wrongContentType(RpcMethod method) {
        String connect = method.isUnary() ? UNARY_TYPES : STREAM_TYPES;
        request.response().setStatusCode(415).putHeader("accept-post", connect + ", " + GRPC_TYPES);
        end(Buffer.buffer());
    }

    void needsHttp2() {
        request.response().setStatusCode(505);
        end(Buffer.buffer());
    }

    private void end(Buffer body) {
        request.exceptionHandler(ignored -> {});
        HttpServerResponse response = request.response();
        // Without a body the headers end the response: gRPC takes an empty DATA frame after its status for a broken
        // server.
        new RequestBody(request).discardRest(body.length() == 0 ? response.end() : response.end(body));
    }
}
