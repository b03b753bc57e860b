package org.flyte.platform.connect.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Base64;
import java.util.function.BiConsumer;

/** The end of a call as gRPC and gRPC-Web write it. */
public final class GrpcTrailers {
    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    private GrpcTrailers() {}

    /** Hands over status, message, details and the service's own trailers. */
    public static void forEach(Status status, Metadata trailers, BiConsumer<String, String> sink) {
        sink.accept("grpc-status", Integer.toString(status.getCode().value()));
        if (status.getDescription() != null) {
            sink.accept("grpc-message", GrpcMessage.encode(status.getDescription()));
        }
        byte[] details = trailers.get(ErrorDetails.KEY);
        if (details != null) {
            sink.accept(ErrorDetails.KEY.name(), UNPADDED.encodeToString(details));
        }
        Headers.forEach(trailers, sink);
    }
}
