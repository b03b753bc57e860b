package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.EnumType;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.StructuredDatasetType;
import org.flyte.idl.core.TypeStructure;
import org.flyte.idl.core.UnionType;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The type that a JSON schema of {@link TypeSchema} stands for. */
record SchemaType(LiteralType type) {
    /** @throws InvalidArgument when it is no schema of a type */
    static SchemaType of(Struct schema) {
        Optional<List<Value>> variants = Json.list(schema, "oneOf");
        if (variants.isPresent()) {
            return new SchemaType(union(variants.get()));
        }
        String type = Json.text(schema, "type")
                .orElseThrow(() -> new InvalidArgument("its schema needs a type, which is a string"));
        String format = Json.text(schema, "format").orElse("");
        return new SchemaType(
                switch (type) {
                    case "string" -> string(schema, format);
                    case "integer" -> simple(timeOr(format, SimpleType.INTEGER));
                    case "number" -> simple(SimpleType.FLOAT);
                    case "boolean" -> simple(SimpleType.BOOLEAN);
                    case "array" -> array(schema);
                    case "object" -> object(schema, format);
                    default -> simple(SimpleType.NONE);
                });
    }

    private static LiteralType simple(SimpleType type) {
        return LiteralType.newBuilder().setSimple(type).build();
    }

    private static SimpleType timeOr(String format, SimpleType other) {
        return switch (format) {
            case "datetime" -> SimpleType.DATETIME;
            case "duration" -> SimpleType.DURATION;
            default -> other;
        };
    }

    private static LiteralType string(Struct schema, String format) {
        Optional<List<Value>> values = Json.list(schema, "enum");
        if (values.isPresent()) {
            EnumType.Builder choices = EnumType.newBuilder();
            values.get().forEach(value -> choices.addValues(text(value)));
            return LiteralType.newBuilder().setEnumType(choices).build();
        }
        return simple(
                switch (format) {
                    case "binary" -> SimpleType.BINARY;
                    case "error" -> SimpleType.ERROR;
                    default -> timeOr(format, SimpleType.STRING);
                });
    }

    private static String text(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case NUMBER_VALUE -> {
                double number = value.getNumberValue();
                yield number == Math.rint(number) && Math.abs(number) <= Json.MAX_EXACT
                        ? Long.toString((long) number)
                        : Double.toString(number);
            }
            case NULL_VALUE, KIND_NOT_SET, STRUCT_VALUE, LIST_VALUE ->
                throw new InvalidArgument("a value of its enum is %s", Json.kind(value));
        };
    }

    private static LiteralType array(Struct schema) {
        LiteralType items =
                Json.object(schema, "items").map(item -> of(item).type()).orElseGet(() -> simple(SimpleType.STRING));
        return LiteralType.newBuilder().setCollectionType(items).build();
    }

    private static LiteralType object(Struct schema, String format) {
        return switch (format) {
            case "blob" -> blob(schema);
            case "structured-dataset" ->
                LiteralType.newBuilder()
                        .setStructuredDatasetType(StructuredDatasetType.getDefaultInstance())
                        .build();
            case "" ->
                Json.object(schema, "additionalProperties")
                        .map(values -> LiteralType.newBuilder()
                                .setMapValueType(of(values).type())
                                .build())
                        .orElseGet(() -> struct(schema));
            default -> throw new InvalidArgument("its schema has an object of format '%s', which is not known", format);
        };
    }

    private static LiteralType struct(Struct schema) {
        LiteralType.Builder type = LiteralType.newBuilder().setSimple(SimpleType.STRUCT);
        if (Json.object(schema, "properties").isPresent()) {
            Struct.Builder metadata = Struct.newBuilder();
            schema.getFieldsMap().forEach((name, value) -> {
                if (!name.equals("default")) {
                    metadata.putFields(name.equals("dataclass") ? "title" : name, value);
                }
            });
            type.setMetadata(metadata);
        }
        return type.build();
    }

    private static LiteralType blob(Struct schema) {
        Struct properties = Json.object(schema, "properties").orElse(Struct.getDefaultInstance());
        BlobType.Builder type = BlobType.newBuilder();
        nestedDefault(properties, "format")
                .filter(Value::hasStringValue)
                .ifPresent(value -> type.setFormat(value.getStringValue()));
        nestedDefault(properties, "dimensionality").ifPresent(value -> type.setDimensionality(dimensionality(value)));
        return LiteralType.newBuilder().setBlob(type).build();
    }

    /** The default of a property of an object. */
    static Optional<Value> nestedDefault(Struct properties, String name) {
        return Json.object(properties, name)
                .map(property -> property.getFieldsMap().get("default"));
    }

    /** By name, or by number as older forms have it. */
    static BlobDimensionality dimensionality(Value value) {
        boolean many = value.getStringValue().equals("MULTIPART")
                || value.getStringValue().equals("1")
                || value.getNumberValue() == 1;
        return many ? BlobDimensionality.MULTIPART : BlobDimensionality.SINGLE;
    }

    private static LiteralType union(List<Value> variants) {
        UnionType.Builder union = UnionType.newBuilder();
        for (Value variant : variants) {
            if (!variant.hasStructValue()) {
                throw new InvalidArgument("a variant of its oneOf is %s, not an object", Json.kind(variant));
            }
            union.addVariants(variant(variant.getStructValue()));
        }
        return LiteralType.newBuilder().setUnionType(union).build();
    }

    private static LiteralType variant(Struct schema) {
        Struct.Builder plain = schema.toBuilder().removeFields("title").removeFields("structure");
        LiteralType.Builder type = of(plain.build()).type().toBuilder();
        Json.text(schema, "structure")
                .filter(tag -> !tag.isEmpty())
                .ifPresent(tag -> type.setStructure(TypeStructure.newBuilder().setTag(tag)));
        return type.build();
    }
}
