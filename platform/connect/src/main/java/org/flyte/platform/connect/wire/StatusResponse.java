package org.flyte.platform.connect.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The answer of a server to a request that it does not let through to a method: a status, and nothing else, as the protocol of
 * the request writes it.
 *
 * @param httpStatus of Connect; gRPC answers 200
 */
public record StatusResponse(Status status, int httpStatus) {
    /** Ends the response; completes when it has left. */
    public Future<Void> send(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        HttpServerResponse response = request.response();
        if (type != null && type.startsWith("application/grpc")) {
            response.putHeader("content-type", type);
            new GrpcStatus(status, new Metadata()).forEach(response::putHeader);
            // The headers end the response: gRPC takes an empty DATA frame after its status for a broken server.
            return response.end();
        }
        response.setStatusCode(httpStatus).putHeader("content-type", "application/json");
        return response.end(Buffer.buffer(new ConnectStatus(status, new Metadata()).errorBody()));
    }
}
