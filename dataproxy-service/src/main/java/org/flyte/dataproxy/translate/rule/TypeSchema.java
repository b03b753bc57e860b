package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.UnionType;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The JSON schema of a type. */
record TypeSchema(Struct schema) {
    /** @throws InvalidArgument for a type that a form cannot show */
    static TypeSchema of(LiteralType type) {
        return new TypeSchema(
                switch (type.getTypeCase()) {
                    case SIMPLE -> simple(type);
                    case COLLECTION_TYPE ->
                        typed("array")
                                .putFields("items", nested(type.getCollectionType()))
                                .build();
                    case MAP_VALUE_TYPE ->
                        typed("object")
                                .putFields("additionalProperties", nested(type.getMapValueType()))
                                .build();
                    case BLOB -> blob(type.getBlob());
                    case ENUM_TYPE ->
                        typed("string")
                                .putFields(
                                        "enum",
                                        Json.of(type.getEnumType().getValuesList().stream()
                                                .map(Json::of)
                                                .toList()))
                                .build();
                    case STRUCTURED_DATASET_TYPE -> dataset();
                    case UNION_TYPE -> union(type.getUnionType());
                    case SCHEMA -> throw new InvalidArgument("deprecated schema type: use a structured dataset");
                    case TYPE_NOT_SET -> typed("null").build();
                });
    }

    private static Value nested(LiteralType type) {
        return Json.of(of(type).schema());
    }

    private static Struct.Builder typed(String type) {
        return Struct.newBuilder().putFields("type", Json.of(type));
    }

    private static Struct formatted(String type, String format) {
        return typed(type).putFields("format", Json.of(format)).build();
    }

    private static Struct simple(LiteralType type) {
        return switch (type.getSimple()) {
            case NONE -> typed("null").build();
            case STRING -> typed("string").build();
            case INTEGER -> typed("integer").build();
            case BOOLEAN -> typed("boolean").build();
            case FLOAT -> formatted("number", "float");
            case DATETIME -> formatted("string", "datetime");
            case DURATION -> formatted("string", "duration");
            case BINARY -> formatted("string", "binary");
            case ERROR -> formatted("string", "error");
            case STRUCT -> struct(type);
            case UNRECOGNIZED ->
                throw new InvalidArgument("simple type %d is not known to this version", type.getSimpleValue());
        };
    }

    private static Struct struct(LiteralType type) {
        if (!type.hasMetadata() || type.getMetadata().getFieldsCount() == 0) {
            return typed("object")
                    .putFields("additionalProperties", Json.of(true))
                    .build();
        }
        Struct.Builder schema = Struct.newBuilder();
        type.getMetadata().getFieldsMap().forEach((name, value) -> {
            if (!name.equals("additionalProperties")) {
                schema.putFields(name.equals("title") ? "dataclass" : name, value);
            }
        });
        return schema.build();
    }

    private static Struct blob(BlobType type) {
        boolean many = type.getDimensionality() == BlobDimensionality.MULTIPART;
        Struct dimensionality = typed("string")
                .putFields("enum", Json.of(List.of(Json.of("SINGLE"), Json.of("MULTIPART"))))
                .putFields("default", Json.of(many ? "MULTIPART" : "SINGLE"))
                .build();
        return typed("object")
                .putFields("format", Json.of("blob"))
                .putFields(
                        "properties",
                        Json.of(Struct.newBuilder()
                                .putFields("uri", Json.of(textWithDefault("")))
                                .putFields("format", Json.of(textWithDefault(type.getFormat())))
                                .putFields("dimensionality", Json.of(dimensionality))
                                .build()))
                .build();
    }

    private static Struct textWithDefault(String value) {
        return typed("string").putFields("default", Json.of(value)).build();
    }

    private static Struct dataset() {
        Value text = Json.of(typed("string").build());
        return typed("object")
                .putFields("format", Json.of("structured-dataset"))
                .putFields(
                        "properties",
                        Json.of(Struct.newBuilder()
                                .putFields("uri", text)
                                .putFields("format", text)
                                .build()))
                .build();
    }

    private static Struct union(UnionType union) {
        return Struct.newBuilder()
                .putFields(
                        "oneOf",
                        Json.of(union.getVariantsList().stream()
                                .map(TypeSchema::variant)
                                .toList()))
                .putFields("format", Json.of("union"))
                .build();
    }

    private static Value variant(LiteralType type) {
        return Json.of(of(type).schema().toBuilder()
                .putFields("title", Json.of(title(type)))
                .putFields("structure", Json.of(type.getStructure().getTag()))
                .build());
    }

    private static String title(LiteralType type) {
        return switch (type.getTypeCase()) {
            case SIMPLE -> simpleTitle(type);
            case COLLECTION_TYPE -> "array";
            case MAP_VALUE_TYPE -> "object";
            case BLOB -> "blob";
            case ENUM_TYPE -> "enum";
            case STRUCTURED_DATASET_TYPE -> "structured_dataset";
            case UNION_TYPE -> "union";
            case SCHEMA, TYPE_NOT_SET -> "unknown";
        };
    }

    private static String simpleTitle(LiteralType type) {
        return switch (type.getSimple()) {
            case STRING -> "string";
            case INTEGER -> "integer";
            case FLOAT -> "number";
            case BOOLEAN -> "boolean";
            case DATETIME -> "datetime";
            case DURATION -> "duration";
            case BINARY -> "binary";
            case NONE -> "none";
            case STRUCT -> Json.text(type.getMetadata(), "title").orElse("object");
            case ERROR, UNRECOGNIZED -> "unknown";
        };
    }

    /** Whether the schema allows that there is no value. */
    boolean allowsNone() {
        return Json.list(schema, "oneOf").stream()
                .flatMap(List::stream)
                .anyMatch(variant -> variant.hasStructValue()
                        && Json.text(variant.getStructValue(), "type")
                                .filter("null"::equals)
                                .isPresent());
    }

    /** Whether the type has "no value" as its only value. */
    static boolean isNone(LiteralType type) {
        return type.getTypeCase() == LiteralType.TypeCase.SIMPLE && type.getSimple() == SimpleType.NONE;
    }
}
