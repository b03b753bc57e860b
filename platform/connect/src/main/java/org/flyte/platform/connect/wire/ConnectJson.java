package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/** The JSON documents of the Connect protocol: errors and ends of streams. */
public final class ConnectJson {
    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    private ConnectJson() {}

    /** Writes the body of a unary error. */
    public static byte[] error(Status status, Metadata trailers) {
        return errorObject(status, trailers).encode().getBytes(UTF_8);
    }

    /** Writes the last envelope of a stream; no error if the status is OK. */
    public static byte[] endOfStream(Status status, Metadata trailers) {
        JsonObject end = new JsonObject();
        if (!status.isOk()) {
            end.put("error", errorObject(status, trailers));
        }
        JsonObject metadata = new JsonObject();
        Headers.forEach(trailers, (name, value) -> {
            JsonArray values = metadata.getJsonArray(name, new JsonArray());
            metadata.put(name, values.add(value));
        });
        if (!metadata.isEmpty()) {
            end.put("metadata", metadata);
        }
        return end.encode().getBytes(UTF_8);
    }

    private static JsonObject errorObject(Status status, Metadata trailers) {
        JsonObject error = new JsonObject().put("code", ConnectCode.nameOf(status.getCode()));
        if (status.getDescription() != null && !status.getDescription().isEmpty()) {
            error.put("message", status.getDescription());
        }
        List<Any> details = ErrorDetails.of(trailers);
        if (!details.isEmpty()) {
            JsonArray array = new JsonArray();
            details.forEach(detail -> array.add(new JsonObject()
                    .put("type", typeName(detail.getTypeUrl()))
                    .put("value", UNPADDED.encodeToString(detail.getValue().toByteArray()))));
            error.put("details", array);
        }
        return error;
    }

    private static String typeName(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
