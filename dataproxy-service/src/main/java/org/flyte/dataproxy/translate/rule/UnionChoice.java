package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.UnionType;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Which variant of a union a JSON value means: of those that it can be, the one that it fits best. The kind of JSON value
 * counts first, then the properties that an object has; between equals the order of the union decides.
 */
record UnionChoice(UnionType union) {
    private static final Set<String> BLOB = Set.of("uri", "format", "dimensionality");
    private static final Set<String> DATASET = Set.of("uri", "format");

    /** How well a value fits. */
    private enum Fit {
        EXACT,
        SPECIFIC,
        GENERAL,
        CONVERTED
    }

    private record Candidate(LiteralType variant, Fit fit) {}

    /** The variant for "no value". */
    Optional<LiteralType> none() {
        return union.getVariantsList().stream().filter(TypeSchema::isNone).findFirst();
    }

    /** @throws InvalidArgument when the value fits no variant, with the reason of each */
    LiteralType of(Value value) {
        List<String> reasons = new ArrayList<>();
        Candidate best = null;
        for (LiteralType variant : union.getVariantsList()) {
            if (TypeSchema.isNone(variant)) {
                continue;
            }
            try {
                JsonLiteral.of(variant, value);
                Candidate candidate = new Candidate(variant, fit(variant, value));
                if (best == null || candidate.fit().compareTo(best.fit()) < 0) {
                    best = candidate;
                }
            } catch (InvalidArgument e) {
                reasons.add("%s: %s".formatted(name(variant), e.getMessage()));
            }
        }
        if (best == null) {
            throw new InvalidArgument("the value fits no variant of the union (%s)", String.join("; ", reasons));
        }
        return best.variant();
    }

    private static String name(LiteralType variant) {
        String tag = variant.getStructure().getTag();
        String type = variant.getTypeCase() == LiteralType.TypeCase.SIMPLE
                ? variant.getSimple().name()
                : variant.getTypeCase().name();
        return tag.isEmpty() ? type : type + " " + tag;
    }

    private static Fit fit(LiteralType variant, Value value) {
        return switch (variant.getTypeCase()) {
            case SIMPLE -> fitOfSimple(variant, value);
            case ENUM_TYPE -> Fit.EXACT;
            case COLLECTION_TYPE ->
                value.getListValue().getValuesList().stream()
                        .map(item -> fit(variant.getCollectionType(), item))
                        .max(Fit::compareTo)
                        .orElse(Fit.SPECIFIC);
            case MAP_VALUE_TYPE -> Fit.GENERAL;
            case BLOB -> fitOfKeys(value, BLOB);
            case STRUCTURED_DATASET_TYPE -> fitOfKeys(value, DATASET);
            case UNION_TYPE ->
                Json.isNone(value) ? Fit.EXACT : fit(new UnionChoice(variant.getUnionType()).of(value), value);
            case SCHEMA, TYPE_NOT_SET -> Fit.CONVERTED;
        };
    }

    private static Fit fitOfSimple(LiteralType variant, Value value) {
        return switch (variant.getSimple()) {
            case STRING, BOOLEAN, NONE -> Fit.EXACT;
            case INTEGER -> value.hasNumberValue() ? Fit.EXACT : Fit.CONVERTED;
            case FLOAT -> value.hasNumberValue() ? Fit.SPECIFIC : Fit.CONVERTED;
            case STRUCT -> fitOfObject(variant.getMetadata(), value.getStructValue());
            case DATETIME, DURATION, BINARY, ERROR, UNRECOGNIZED ->
                variant.getSimple() == SimpleType.BINARY && !value.hasStringValue() ? Fit.GENERAL : Fit.CONVERTED;
        };
    }

    private static Fit fitOfKeys(Value value, Set<String> keys) {
        return value.getStructValue().getFieldsMap().keySet().equals(keys) ? Fit.EXACT : Fit.SPECIFIC;
    }

    /** An object with the properties of a schema, and of the kinds that it asks for, fits better than any other. */
    private static Fit fitOfObject(Struct schema, Struct object) {
        Optional<Struct> properties = Json.object(schema, "properties");
        if (properties.isEmpty()) {
            return Fit.GENERAL;
        }
        Set<String> required = Json.list(schema, "required").orElse(List.of()).stream()
                .map(Value::getStringValue)
                .collect(Collectors.toSet());
        if (!object.getFieldsMap().keySet().containsAll(required)) {
            return Fit.CONVERTED;
        }
        boolean known = properties
                .get()
                .getFieldsMap()
                .keySet()
                .containsAll(object.getFieldsMap().keySet());
        boolean kinds = object.getFieldsMap().entrySet().stream()
                .allMatch(field -> hasKind(properties.get(), field.getKey(), field.getValue()));
        if (!kinds) {
            return Fit.CONVERTED;
        }
        return known && required.equals(properties.get().getFieldsMap().keySet())
                ? Fit.EXACT
                : known ? Fit.SPECIFIC : Fit.GENERAL;
    }

    private static boolean hasKind(Struct properties, String name, Value value) {
        String type = Json.object(properties, name)
                .flatMap(property -> Json.text(property, "type"))
                .orElse("");
        return switch (type) {
            case "string" -> value.hasStringValue();
            case "integer" -> value.hasNumberValue() || value.hasStringValue();
            case "number" -> value.hasNumberValue() || value.hasStringValue();
            case "boolean" -> value.hasBoolValue();
            case "array" -> value.hasListValue();
            case "object" -> value.hasStructValue();
            default -> true;
        };
    }
}
