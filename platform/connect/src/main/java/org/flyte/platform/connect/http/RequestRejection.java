package org.flyte.platform.connect.http;

import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.wire.StatusResponse;

/** The answers to a request that never reaches a method. */
record RequestRejection(HttpServerRequest request) {
    private static final String UNARY_TYPES = "application/json, application/proto";
    private static final String STREAM_TYPES = "application/connect+json, application/connect+proto";
    private static final String GRPC_TYPES = "application/grpc, application/grpc+json, application/grpc+proto,"
            + " application/grpc-web, application/grpc-web+json, application/grpc-web+proto,"
            + " application/grpc-web-text, application/grpc-web-text+json, application/grpc-web-text+proto";

    void unknownMethod(String reason) {
        Status status = Status.UNIMPLEMENTED.withDescription(reason);
        discardRestAfter(new StatusResponse(status, 404).send(request));
    }

    void wrongVerb(RpcMethod method) {
        request.response().setStatusCode(405).putHeader("allow", method.hasNoSideEffects() ? "GET, POST" : "POST");
        discardRestAfter(request.response().end());
    }

    void wrongContentType(RpcMethod method) {
        String connect = method.isUnary() ? UNARY_TYPES : STREAM_TYPES;
        request.response().setStatusCode(415).putHeader("accept-post", connect + ", " + GRPC_TYPES);
        discardRestAfter(request.response().end());
    }

    void needsHttp2() {
        request.response().setStatusCode(505);
        discardRestAfter(request.response().end());
    }

    private void discardRestAfter(Future<Void> response) {
        request.exceptionHandler(ignored -> {});
        new RequestBody(request).discardRest(response);
    }
}
