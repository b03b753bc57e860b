package org.flyte.platform.connect.wire;

import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Converts headers between HTTP and gRPC metadata; names that end in {@code -bin} are binary, base64 on the wire. */
public final class HeaderConversion {
    private static final Set<String> TRANSPORT_HEADERS =
            Set.of("connection", "content-length", "content-type", "keep-alive", "te", "trailer", "transfer-encoding");
    private static final Set<String> STATUS_HEADERS = Set.of("grpc-status", "grpc-message", "grpc-status-details-bin");
    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    private HeaderConversion() {}

    /** Reads request headers; those that metadata cannot hold are left out. */
    public static Metadata toMetadata(MultiMap headers, String authority) {
        Metadata metadata = new Metadata();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (isName(name) && !TRANSPORT_HEADERS.contains(name)) {
                put(metadata, name, header.getValue());
            }
        }
        Metadata.Key<String> host = text("host");
        if (authority != null && !metadata.containsKey(host)) {
            metadata.put(host, authority);
        }
        return metadata;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static void put(Metadata metadata, String name, String value) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.put(text(name), value);
            return;
        }
        for (String part : value.split(",", -1)) {
            try {
                metadata.put(binary(name), Base64.getDecoder().decode(part.strip()));
            } catch (IllegalArgumentException e) {
                // A binary header that is not base64 has no value to keep.
            }
        }
    }

    /** Passes on each header as text, without those of the status. */
    public static void forEach(Metadata metadata, BiConsumer<String, String> sink) {
        for (String name : metadata.keys()) {
            if (TRANSPORT_HEADERS.contains(name) || STATUS_HEADERS.contains(name)) {
                continue;
            }
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                metadata.getAll(binary(name)).forEach(value -> sink.accept(name, UNPADDED.encodeToString(value)));
            } else {
                metadata.getAll(text(name)).forEach(value -> sink.accept(name, value));
            }
        }
    }

    private static Metadata.Key<String> text(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Metadata.Key<byte[]> binary(String name) {
        return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    }
}
