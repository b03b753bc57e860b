package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The JSON schema of a form with the inputs of a task: a property for each, with its value as default. */
public record LaunchForm(Struct json) {
    private static final List<String> BLOB = List.of("uri", "format", "dimensionality");

    /**
     * The form of variables.
     *
     * @param values those that are known, by name; others than those of variables are left out
     * @param optional names of variables that need no value
     * @throws InvalidArgument for a type that a form cannot show
     */
    public static LaunchForm of(VariableMap variables, Map<String, Literal> values, Set<String> optional) {
        Struct.Builder properties = Struct.newBuilder();
        List<Value> required = new ArrayList<>();
        for (VariableEntry entry : variables.getVariablesList()) {
            String name = entry.getKey();
            Property property = named(name, () -> property(name, entry.getValue(), values.get(name)));
            properties.putFields(name, Json.of(property.schema()));
            if (property.needsValue() && !optional.contains(name)) {
                required.add(Json.of(name));
            }
        }
        return new LaunchForm(Struct.newBuilder()
                .putFields("type", Json.of("object"))
                .putFields("properties", Json.of(properties.build()))
                .putFields("required", Json.of(required))
                .putFields("title", Json.of("Launch Form"))
                .build());
    }

    private record Property(Struct schema, boolean needsValue) {}

    private static Property property(String name, Variable variable, Literal value) {
        TypeSchema type = TypeSchema.of(variable.getType());
        Struct.Builder schema = type.schema().toBuilder();
        Optional<Value> known = Optional.ofNullable(value)
                .map(literal -> LiteralJson.of(literal).value());
        known.ifPresent(json -> putDefault(schema, variable.getType(), json));
        if (!variable.getDescription().isEmpty() && !variable.getDescription().equals(name)) {
            schema.putFields("description", Json.of(variable.getDescription()));
        }
        boolean isNone = known.filter(Json.NONE::equals).isPresent();
        return new Property(schema.build(), !isNone && !type.allowsNone());
    }

    /** A file has its value in the defaults of the nested properties. */
    private static void putDefault(Struct.Builder schema, LiteralType type, Value json) {
        Optional<Struct> properties = Json.object(schema.build(), "properties");
        if (type.getTypeCase() != LiteralType.TypeCase.BLOB || properties.isEmpty() || !json.hasStructValue()) {
            schema.putFields("default", json);
            return;
        }
        Struct.Builder nested = properties.get().toBuilder();
        json.getStructValue()
                .getFieldsMap()
                .forEach((name, value) -> Json.object(properties.get(), name)
                        .ifPresent(property -> nested.putFields(
                                name,
                                Json.of(property.toBuilder()
                                        .putFields("default", value)
                                        .build()))));
        schema.putFields("properties", Json.of(nested.build()));
    }

    /**
     * The literals of a filled form, in the order of its properties; those without a value are left out.
     *
     * @throws InvalidArgument naming the property that is wrong
     */
    public List<NamedLiteral> literals() {
        Struct properties = Json.object(json, "properties")
                .orElseThrow(() -> new InvalidArgument("json needs properties, which is an object"));
        List<NamedLiteral> literals = new ArrayList<>();
        properties.getFieldsMap().forEach((name, property) -> {
            if (!property.hasStructValue()) {
                throw new InvalidArgument("property \"%s\" is %s, not an object", name, Json.kind(property));
            }
            literal(name, property.getStructValue())
                    .ifPresent(literal -> literals.add(NamedLiteral.newBuilder()
                            .setName(name)
                            .setValue(literal)
                            .build()));
        });
        return literals;
    }

    private static Optional<Literal> literal(String name, Struct schema) {
        LiteralType type = named(name, () -> SchemaType.of(schema).type());
        Optional<Value> value = valueOf(schema);
        if (value.isPresent()) {
            return Optional.of(literal(name, type, value.get()));
        }
        return type.getTypeCase() == LiteralType.TypeCase.UNION_TYPE
                ? new UnionChoice(type.getUnionType()).none().map(none -> JsonLiteral.union(none, JsonLiteral.NONE))
                : Optional.empty();
    }

    /** The default of a schema, else what the defaults of its properties make together. */
    private static Optional<Value> valueOf(Struct schema) {
        Value given = schema.getFieldsMap().get("default");
        if (given != null) {
            return Optional.of(given);
        }
        boolean isObject = Json.text(schema, "type").filter("object"::equals).isPresent();
        Struct properties = Json.object(schema, "properties").orElse(Struct.getDefaultInstance());
        String format = Json.text(schema, "format").orElse("");
        if (isObject && format.equals("blob")) {
            return collected(properties, BLOB)
                    .filter(blob -> Json.text(blob.getStructValue(), "uri")
                            .filter(uri -> !uri.isEmpty())
                            .isPresent());
        }
        Value others = schema.getFieldsMap().get("additionalProperties");
        boolean isOpen = others != null && (others.hasStructValue() || others.getBoolValue());
        return isObject && format.isEmpty() && !isOpen
                ? collected(properties, List.copyOf(properties.getFieldsMap().keySet()))
                : Optional.empty();
    }

    private static Optional<Value> collected(Struct properties, List<String> names) {
        Struct.Builder values = Struct.newBuilder();
        for (String name : names) {
            Json.object(properties, name)
                    .flatMap(LaunchForm::valueOf)
                    .ifPresent(value -> values.putFields(name, value));
        }
        return values.getFieldsCount() == 0 ? Optional.empty() : Optional.of(Json.of(values.build()));
    }

    /**
     * The literals of variables, in their order, from an object with a value for each; one that may have none can be left
     * out.
     *
     * @throws InvalidArgument naming the variable that is wrong or missing
     */
    public static List<NamedLiteral> literals(VariableMap variables, Struct values) {
        List<NamedLiteral> literals = new ArrayList<>();
        for (VariableEntry entry : variables.getVariablesList()) {
            literals.add(NamedLiteral.newBuilder()
                    .setName(entry.getKey())
                    .setValue(literal(entry, values))
                    .build());
        }
        return literals;
    }

    private static Literal literal(VariableEntry entry, Struct values) {
        LiteralType type = entry.getValue().getType();
        Value value = values.getFieldsMap().get(entry.getKey());
        if (value != null) {
            return literal(entry.getKey(), type, value);
        }
        return new UnionChoice(type.getUnionType())
                .none()
                .map(none -> JsonLiteral.union(none, JsonLiteral.NONE))
                .orElseThrow(
                        () -> new InvalidArgument("missing value for variable \"%s\" in JSON payload", entry.getKey()));
    }

    private static Literal literal(String name, LiteralType type, Value value) {
        boolean allowsNone = TypeSchema.isNone(type)
                || new UnionChoice(type.getUnionType()).none().isPresent();
        if (Json.isNone(value) && !allowsNone) {
            throw new InvalidArgument("null value provided for non-optional variable \"%s\"", name);
        }
        return named(name, () -> JsonLiteral.of(type, value).literal());
    }

    private static <T> T named(String name, Supplier<T> conversion) {
        try {
            return conversion.get();
        } catch (InvalidArgument e) {
            throw new InvalidArgument("variable \"%s\": %s", name, e.getMessage());
        }
    }
}
