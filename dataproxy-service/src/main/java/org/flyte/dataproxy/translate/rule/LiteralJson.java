package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.StructuredDataset;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;

/** The JSON of a literal. */
record LiteralJson(Value value) {
    /** Tag of a binary literal whose bytes are MessagePack. */
    static final String MESSAGE_PACK = "msgpack";

    /**
     * @throws Unimplemented for kinds of values that a form cannot show
     * @throws InvalidArgument for a literal without a value
     */
    static LiteralJson of(Literal literal) {
        return new LiteralJson(
                switch (literal.getValueCase()) {
                    case SCALAR -> scalar(literal.getScalar());
                    case COLLECTION ->
                        Json.of(literal.getCollection().getLiteralsList().stream()
                                .map(item -> of(item).value())
                                .toList());
                    case MAP -> {
                        Struct.Builder object = Struct.newBuilder();
                        literal.getMap()
                                .getLiteralsMap()
                                .forEach((name, item) -> object.putFields(name, of(item).value()));
                        yield Json.of(object.build());
                    }
                    case OFFLOADED_METADATA ->
                        throw new Unimplemented("an offloaded literal cannot be shown in a form");
                    case VALUE_NOT_SET -> throw new InvalidArgument("the literal has no value");
                });
    }

    private static Value scalar(Scalar scalar) {
        return switch (scalar.getValueCase()) {
            case PRIMITIVE -> primitive(scalar.getPrimitive());
            case BLOB -> blob(scalar.getBlob());
            case BINARY -> binary(scalar.getBinary());
            case NONE_TYPE -> Json.NONE;
            case GENERIC -> Json.of(scalar.getGeneric());
            case STRUCTURED_DATASET -> dataset(scalar.getStructuredDataset());
            case UNION -> of(scalar.getUnion().getValue()).value();
            case SCHEMA -> throw new Unimplemented("a schema literal cannot be shown in a form");
            case ERROR -> throw new Unimplemented("an error literal cannot be shown in a form");
            case VALUE_NOT_SET -> throw new InvalidArgument("the scalar has no value");
        };
    }

    private static Value primitive(Primitive primitive) {
        return switch (primitive.getValueCase()) {
            case INTEGER -> Json.of(primitive.getInteger());
            case FLOAT_VALUE -> Json.of(primitive.getFloatValue());
            case STRING_VALUE -> Json.of(primitive.getStringValue());
            case BOOLEAN -> Json.of(primitive.getBoolean());
            case DATETIME -> Json.of(datetime(primitive.getDatetime()));
            case DURATION -> Json.of(duration(primitive.getDuration()));
            case VALUE_NOT_SET -> throw new InvalidArgument("the primitive has no value");
        };
    }

    private static String datetime(Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw new InvalidArgument("the datetime lies outside the years 1 to 9999");
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    }

    private static String duration(Duration duration) {
        if (!Durations.isValid(duration)) {
            throw new InvalidArgument("the duration is not valid");
        }
        return new FormDuration(duration).toString();
    }

    private static Value blob(Blob blob) {
        return Json.of(Struct.newBuilder()
                .putFields("uri", Json.of(blob.getUri()))
                .putFields("format", Json.of(blob.getMetadata().getType().getFormat()))
                .putFields(
                        "dimensionality",
                        Json.of(
                                switch (blob.getMetadata().getType().getDimensionality()) {
                                    case MULTIPART -> "MULTIPART";
                                    case SINGLE, UNRECOGNIZED -> "SINGLE";
                                }))
                .build());
    }

    private static Value dataset(StructuredDataset dataset) {
        return Json.of(Struct.newBuilder()
                .putFields("uri", Json.of(dataset.getUri()))
                .putFields(
                        "format",
                        Json.of(dataset.getMetadata().getStructuredDatasetType().getFormat()))
                .build());
    }

    /** Only bytes that say so are MessagePack: most single bytes would pass for a small number. */
    private static Value binary(Binary binary) {
        byte[] bytes = binary.getValue().toByteArray();
        return binary.getTag().equals(MESSAGE_PACK)
                ? MessagePackReader.read(bytes).orElseGet(() -> Json.of(bytes))
                : Json.of(bytes);
    }
}
