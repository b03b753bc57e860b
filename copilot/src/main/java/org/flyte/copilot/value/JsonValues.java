package org.flyte.copilot.value;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.Union;

/** Reads values of a type from JSON: lists, maps, and what is in them. Files and folders cannot be written as JSON. */
public record JsonValues(LiteralType type) {
    /** The value; empty when the text is no JSON, or none of this type. */
    public Optional<Literal> parse(String text) {
        try {
            return of(type, JsonParser.parseString(text));
        } catch (JsonParseException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    private static Optional<Literal> of(LiteralType type, JsonElement json) {
        return switch (type.getTypeCase()) {
            case SIMPLE -> simple(type.getSimple(), json);
            case COLLECTION_TYPE ->
                json.isJsonArray() ? collection(type.getCollectionType(), json.getAsJsonArray()) : Optional.empty();
            case MAP_VALUE_TYPE ->
                json.isJsonObject() ? map(type.getMapValueType(), json.getAsJsonObject()) : Optional.empty();
            case ENUM_TYPE ->
                text(json).filter(type.getEnumType().getValuesList()::contains).map(TextParser::string);
            case UNION_TYPE ->
                type.getUnionType().getVariantsList().stream()
                        .flatMap(variant -> of(variant, json).map(value -> union(variant, value)).stream())
                        .findFirst();
            case BLOB, SCHEMA, STRUCTURED_DATASET_TYPE, TYPE_NOT_SET -> Optional.empty();
        };
    }

    /** A value of a union, with its variant. */
    public static Literal union(LiteralType variant, Literal value) {
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder()
                        .setUnion(Union.newBuilder().setType(variant).setValue(value)))
                .build();
    }

    private static Optional<Literal> simple(SimpleType type, JsonElement json) {
        TextParser parser = new TextParser(type);
        return switch (type) {
            case NONE -> json.isJsonNull() ? Optional.of(TextParser.none()) : Optional.empty();
            case STRUCT -> json.isJsonObject() ? parser.parse(json.toString()) : Optional.empty();
            case STRING -> text(json).map(TextParser::string);
            case BINARY -> text(json).flatMap(JsonValues::bytes);
            case BOOLEAN -> isBoolean(json) ? parser.parse(json.getAsString()) : Optional.empty();
            case INTEGER, FLOAT -> isNumber(json) ? parser.parse(json.getAsString()) : Optional.empty();
            case DURATION ->
                isNumber(json)
                        ? parser.parse(json.getAsString() + "ns")
                        : text(json).flatMap(parser::parse);
            case DATETIME, ERROR -> text(json).flatMap(parser::parse);
            case UNRECOGNIZED -> Optional.empty();
        };
    }

    private static boolean isBoolean(JsonElement json) {
        return json.isJsonPrimitive() && json.getAsJsonPrimitive().isBoolean();
    }

    private static boolean isNumber(JsonElement json) {
        return json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber();
    }

    private static Optional<String> text(JsonElement json) {
        return json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()
                ? Optional.of(json.getAsString())
                : Optional.empty();
    }

    private static Optional<Literal> bytes(String base64) {
        try {
            Binary binary = Binary.newBuilder()
                    .setValue(ByteString.copyFrom(Base64.getDecoder().decode(base64)))
                    .setTag(TextParser.TAG)
                    .build();
            return Optional.of(Literal.newBuilder()
                    .setScalar(Scalar.newBuilder().setBinary(binary))
                    .build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Literal> collection(LiteralType item, JsonArray array) {
        LiteralCollection.Builder collection = LiteralCollection.newBuilder();
        for (JsonElement element : array) {
            Optional<Literal> value = of(item, element);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            collection.addLiterals(value.get());
        }
        return Optional.of(Literal.newBuilder().setCollection(collection).build());
    }

    private static Optional<Literal> map(LiteralType item, JsonObject object) {
        LiteralMap.Builder map = LiteralMap.newBuilder();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            Optional<Literal> value = of(item, entry.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            map.putLiterals(entry.getKey(), value.get());
        }
        return Optional.of(Literal.newBuilder().setMap(map).build());
    }
}
