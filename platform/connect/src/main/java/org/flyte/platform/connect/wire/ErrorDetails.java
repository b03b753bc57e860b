package org.flyte.platform.connect.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import java.util.List;

/** The typed details of a status: {@code google.rpc.Status} in gRPC's trailers. */
public final class ErrorDetails {
    /** Where gRPC carries the whole {@code google.rpc.Status}. */
    public static final Metadata.Key<byte[]> KEY =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private ErrorDetails() {}

    /** Returns the details that trailers carry; none if they cannot be read. */
    public static List<Any> of(Metadata trailers) {
        byte[] bytes = trailers == null ? null : trailers.get(KEY);
        if (bytes == null) {
            return List.of();
        }
        try {
            return com.google.rpc.Status.parseFrom(bytes).getDetailsList();
        } catch (InvalidProtocolBufferException e) {
            return List.of();
        }
    }
}
