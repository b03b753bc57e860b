package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobMetadata;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.EnumType;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.StructuredDataset;
import org.flyte.idl.core.StructuredDatasetMetadata;
import org.flyte.idl.core.StructuredDatasetType;
import org.flyte.idl.core.Union;
import org.flyte.idl.core.Void;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The literal of a type that JSON stands for. */
record JsonLiteral(Literal literal) {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");

    /** The literal for "no value". */
    static final Literal NONE =
            scalar(Scalar.newBuilder().setNoneType(Void.getDefaultInstance()).build());

    /** @throws InvalidArgument when the value is none of the type */
    static JsonLiteral of(LiteralType type, Value value) {
        return new JsonLiteral(convert(type, value));
    }

    private static Literal convert(LiteralType type, Value value) {
        if (TypeSchema.isNone(type)) {
            return NONE;
        }
        if (type.getTypeCase() == LiteralType.TypeCase.UNION_TYPE) {
            return union(type, value);
        }
        if (Json.isNone(value)) {
            throw new InvalidArgument("null value provided for a type that is not optional");
        }
        return switch (type.getTypeCase()) {
            case SIMPLE -> simple(type, value);
            case COLLECTION_TYPE -> collection(type.getCollectionType(), value);
            case MAP_VALUE_TYPE -> map(type.getMapValueType(), value);
            case BLOB -> blob(object(value, "a file or folder"));
            case ENUM_TYPE -> enumeration(type.getEnumType(), string(value));
            case STRUCTURED_DATASET_TYPE ->
                dataset(type.getStructuredDatasetType(), object(value, "a structured dataset"));
            case UNION_TYPE, SCHEMA, TYPE_NOT_SET ->
                throw new InvalidArgument("no value can be entered for a type %s", type.getTypeCase());
        };
    }

    /** A union literal of a variant. */
    static Literal union(LiteralType variant, Literal value) {
        return scalar(Scalar.newBuilder()
                .setUnion(Union.newBuilder().setType(variant).setValue(value))
                .build());
    }

    private static Literal union(LiteralType type, Value value) {
        UnionChoice choice = new UnionChoice(type.getUnionType());
        if (Json.isNone(value)) {
            return choice.none()
                    .map(variant -> union(variant, NONE))
                    .orElseThrow(() -> new InvalidArgument("null value provided for a union that does not have it"));
        }
        LiteralType variant = choice.of(value);
        return union(variant, convert(variant, value));
    }

    private static Literal simple(LiteralType type, Value value) {
        return switch (type.getSimple()) {
            case STRING -> primitive(Primitive.newBuilder().setStringValue(string(value)));
            case INTEGER -> primitive(Primitive.newBuilder().setInteger(integer(value)));
            case FLOAT -> primitive(Primitive.newBuilder().setFloatValue(number(value)));
            case BOOLEAN -> primitive(Primitive.newBuilder().setBoolean(bool(value)));
            case DATETIME -> primitive(Primitive.newBuilder().setDatetime(datetime(value)));
            case DURATION -> primitive(Primitive.newBuilder().setDuration(duration(value)));
            case STRUCT -> packed(Json.of(object(value, "an object")), type.getMetadata());
            case BINARY -> binary(value);
            case NONE -> NONE;
            case ERROR, UNRECOGNIZED -> throw new InvalidArgument("no value can be entered for a type ERROR");
        };
    }

    private static String string(Value value) {
        if (!value.hasStringValue()) {
            throw new InvalidArgument("a string is expected, not %s", Json.kind(value));
        }
        return value.getStringValue();
    }

    private static boolean bool(Value value) {
        if (!value.hasBoolValue()) {
            throw new InvalidArgument("a boolean is expected, not %s", Json.kind(value));
        }
        return value.getBoolValue();
    }

    /** A whole number, or its text: JSON has no exact ones beyond 2^53. */
    private static long integer(Value value) {
        if (value.hasStringValue() && WHOLE.matcher(value.getStringValue()).matches()) {
            try {
                return Long.parseLong(value.getStringValue());
            } catch (NumberFormatException e) {
                throw new InvalidArgument("%s does not fit into 64 bits", value.getStringValue());
            }
        }
        if (!value.hasNumberValue()) {
            throw new InvalidArgument("a whole number is expected, not %s", Json.kind(value));
        }
        double number = value.getNumberValue();
        if (number != Math.rint(number)) {
            throw new InvalidArgument("a whole number is expected, not %s", number);
        }
        if (Math.abs(number) > Json.MAX_EXACT) {
            throw new InvalidArgument("a number beyond 2^53 is not exact in JSON: write it as a string of digits");
        }
        return (long) number;
    }

    private static double number(Value value) {
        if (value.hasStringValue()) {
            return switch (value.getStringValue()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw new InvalidArgument("a number is expected, not a string");
            };
        }
        if (!value.hasNumberValue()) {
            throw new InvalidArgument("a number is expected, not %s", Json.kind(value));
        }
        return value.getNumberValue();
    }

    private static Timestamp datetime(Value value) {
        try {
            return Timestamps.parse(string(value));
        } catch (ParseException | IllegalArgumentException e) {
            throw new InvalidArgument(
                    "'%s' is not a datetime: write one like 2026-11-24T12:00:00Z",
                    Address.shown(value.getStringValue()));
        }
    }

    private static Duration duration(Value value) {
        if (!value.hasNumberValue()) {
            return FormDuration.parse(string(value)).value();
        }
        double seconds = value.getNumberValue();
        if (seconds != Math.rint(seconds) || Math.abs(seconds) > Durations.MAX_VALUE.getSeconds()) {
            throw new InvalidArgument("a duration is whole seconds, or text like 1.5s, not %s", seconds);
        }
        return Durations.fromSeconds((long) seconds);
    }

    private static Literal binary(Value value) {
        if (!value.hasStringValue()) {
            return packed(value, Struct.getDefaultInstance());
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value.getStringValue());
            return scalar(Scalar.newBuilder()
                    .setBinary(Binary.newBuilder().setValue(ByteString.copyFrom(bytes)))
                    .build());
        } catch (IllegalArgumentException e) {
            throw new InvalidArgument("bytes are expected as base64");
        }
    }

    /** As the SDK has dictionaries and data classes. */
    private static Literal packed(Value value, Struct schema) {
        return scalar(Scalar.newBuilder()
                .setBinary(Binary.newBuilder()
                        .setValue(ByteString.copyFrom(MessagePackWriter.write(value, schema)))
                        .setTag(LiteralJson.MESSAGE_PACK))
                .build());
    }

    private static Literal enumeration(EnumType type, String value) {
        if (!type.getValuesList().contains(value)) {
            throw new InvalidArgument(
                    "'%s' is not one of: %s", Address.shown(value), String.join(", ", type.getValuesList()));
        }
        return primitive(Primitive.newBuilder().setStringValue(value));
    }

    private static Literal collection(LiteralType items, Value value) {
        if (!value.hasListValue()) {
            throw new InvalidArgument("an array is expected, not %s", Json.kind(value));
        }
        LiteralCollection.Builder collection = LiteralCollection.newBuilder();
        value.getListValue().getValuesList().forEach(item -> collection.addLiterals(convert(items, item)));
        return Literal.newBuilder().setCollection(collection).build();
    }

    private static Literal map(LiteralType values, Value value) {
        LiteralMap.Builder map = LiteralMap.newBuilder();
        object(value, "an object").getFieldsMap().forEach((name, item) -> map.putLiterals(name, convert(values, item)));
        return Literal.newBuilder().setMap(map).build();
    }

    private static Literal blob(Struct value) {
        BlobType type = BlobType.newBuilder()
                .setFormat(required(value, "format"))
                .setDimensionality(SchemaType.dimensionality(present(value, "dimensionality")))
                .build();
        return scalar(Scalar.newBuilder()
                .setBlob(Blob.newBuilder()
                        .setUri(required(value, "uri"))
                        .setMetadata(BlobMetadata.newBuilder().setType(type)))
                .build());
    }

    private static Literal dataset(StructuredDatasetType declared, Struct value) {
        return scalar(Scalar.newBuilder()
                .setStructuredDataset(StructuredDataset.newBuilder()
                        .setUri(required(value, "uri"))
                        .setMetadata(StructuredDatasetMetadata.newBuilder()
                                .setStructuredDatasetType(declared.toBuilder().setFormat(required(value, "format")))))
                .build());
    }

    private static Struct object(Value value, String expected) {
        if (!value.hasStructValue()) {
            throw new InvalidArgument("%s is expected, not %s", expected, Json.kind(value));
        }
        return value.getStructValue();
    }

    private static String required(Struct object, String field) {
        return Json.text(object, field)
                .orElseThrow(() -> new InvalidArgument("%s is required, and is a string", field));
    }

    private static Value present(Struct object, String field) {
        Value value = object.getFieldsMap().get(field);
        if (value == null || Json.isNone(value)) {
            throw new InvalidArgument("%s is required: SINGLE or MULTIPART", field);
        }
        return value;
    }

    private static Literal primitive(Primitive.Builder primitive) {
        return scalar(Scalar.newBuilder().setPrimitive(primitive).build());
    }

    private static Literal scalar(Scalar scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }
}
