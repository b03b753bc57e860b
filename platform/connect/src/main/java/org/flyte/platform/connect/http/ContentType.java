package org.flyte.platform.connect.http;

import java.util.Locale;
import java.util.Optional;

/** Protocol and codec of a request, as its content type names them. */
record ContentType(Protocol protocol, String codec) {
    enum Protocol {
        CONNECT_UNARY("connect"),
        CONNECT_STREAM("connect"),
        GRPC("grpc"),
        GRPC_WEB("grpc_web"),
        GRPC_WEB_TEXT("grpc_web");

        private final String metricName;

        Protocol(String metricName) {
            this.metricName = metricName;
        }

        /** Returns the protocol's name in metrics and logs. */
        String metricName() {
            return metricName;
        }
    }

    /** Reads a header; empty if it belongs to none of the protocols. */
    static Optional<ContentType> parse(String header) {
        if (header == null) {
            return Optional.empty();
        }
        String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/proto" -> of(Protocol.CONNECT_UNARY, "proto");
            case "application/json" -> of(Protocol.CONNECT_UNARY, "json");
            case "application/connect+proto" -> of(Protocol.CONNECT_STREAM, "proto");
            case "application/connect+json" -> of(Protocol.CONNECT_STREAM, "json");
            case "application/grpc", "application/grpc+proto" -> of(Protocol.GRPC, "proto");
            case "application/grpc+json" -> of(Protocol.GRPC, "json");
            case "application/grpc-web", "application/grpc-web+proto" -> of(Protocol.GRPC_WEB, "proto");
            case "application/grpc-web+json" -> of(Protocol.GRPC_WEB, "json");
            case "application/grpc-web-text", "application/grpc-web-text+proto" -> of(Protocol.GRPC_WEB_TEXT, "proto");
            case "application/grpc-web-text+json" -> of(Protocol.GRPC_WEB_TEXT, "json");
            default -> Optional.empty();
        };
    }

    private static Optional<ContentType> of(Protocol protocol, String codec) {
        return Optional.of(new ContentType(protocol, codec));
    }
}
