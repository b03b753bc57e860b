package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/** The end of a call as the Connect protocol writes it: JSON, as the body of a unary error or as a stream's last envelope. */
public record ConnectStatus(Status status, Metadata trailers) {
    private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

    /** Writes the body of a unary error. */
    public byte[] errorBody() {
        return errorObject().encode().getBytes(UTF_8);
    }

    /** Writes the last envelope of a stream; no error if the status is OK. */
    public byte[] endOfStream() {
        JsonObject end = new JsonObject();
        if (!status.isOk()) {
            end.put("error", errorObject());
        }
        JsonObject metadata = new JsonObject();
        HeaderConversion.forEach(trailers, (name, value) -> {
            JsonArray values = metadata.getJsonArray(name, new JsonArray());
            metadata.put(name, values.add(value));
        });
        if (!metadata.isEmpty()) {
            end.put("metadata", metadata);
        }
        return end.encode().getBytes(UTF_8);
    }

    private JsonObject errorObject() {
        JsonObject error =
                new JsonObject().put("code", ConnectCode.of(status.getCode()).wireName());
        if (status.getDescription() != null && !status.getDescription().isEmpty()) {
            error.put("message", status.getDescription());
        }
        List<Any> details = details();
        if (!details.isEmpty()) {
            JsonArray array = new JsonArray();
            details.forEach(detail -> array.add(new JsonObject()
                    .put("type", typeName(detail.getTypeUrl()))
                    .put("value", UNPADDED.encodeToString(detail.getValue().toByteArray()))));
            error.put("details", array);
        }
        return error;
    }

    /** The typed details; none if they cannot be read. */
    private List<Any> details() {
        byte[] bytes = trailers.get(GrpcStatus.DETAILS);
        if (bytes == null) {
            return List.of();
        }
        try {
            return com.google.rpc.Status.parseFrom(bytes).getDetailsList();
        } catch (InvalidProtocolBufferException e) {
            return List.of();
        }
    }

    private static String typeName(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
