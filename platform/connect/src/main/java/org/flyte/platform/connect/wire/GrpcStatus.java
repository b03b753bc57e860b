package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Base64;
import java.util.function.BiConsumer;

/** The end of a call as gRPC and gRPC-Web write it. */
public record GrpcStatus(Status status, Metadata trailers) {
    /** Where gRPC carries the whole {@code google.rpc.Status} with its typed details. */
    static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    /** Passes on status, message, details and the service's own trailers. */
    public void forEach(BiConsumer<String, String> sink) {
        sink.accept("grpc-status", Integer.toString(status.getCode().value()));
        if (status.getDescription() != null) {
            sink.accept("grpc-message", percentEncoded(status.getDescription()));
        }
        byte[] details = trailers.get(DETAILS);
        if (details != null) {
            sink.accept(DETAILS.name(), UNPADDED.encodeToString(details));
        }
        HeaderConversion.forEach(trailers, sink);
    }

    /** Encodes every byte outside printable ASCII, and the percent sign. */
    private static String percentEncoded(String message) {
        StringBuilder out = new StringBuilder(message.length());
        for (byte b : message.getBytes(UTF_8)) {
            if (b >= 0x20 && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
