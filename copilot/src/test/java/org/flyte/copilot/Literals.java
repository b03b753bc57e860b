package org.flyte.copilot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobMetadata;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.EnumType;
import org.flyte.idl.core.Error;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.Schema;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.StructuredDataset;
import org.flyte.idl.core.Union;
import org.flyte.idl.core.UnionType;
import org.flyte.idl.core.Void;

/** Literals and types, briefly. */
public final class Literals {
    private Literals() {}

    public static Literal of(long value) {
        return primitive(Primitive.newBuilder().setInteger(value));
    }

    public static Literal of(double value) {
        return primitive(Primitive.newBuilder().setFloatValue(value));
    }

    public static Literal of(String value) {
        return primitive(Primitive.newBuilder().setStringValue(value));
    }

    public static Literal of(boolean value) {
        return primitive(Primitive.newBuilder().setBoolean(value));
    }

    public static Literal time(String text) {
        try {
            Timestamp time = Timestamps.parse(text);
            return primitive(Primitive.newBuilder().setDatetime(time));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static Literal duration(long seconds, int nanos) {
        return primitive(Primitive.newBuilder()
                .setDuration(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)));
    }

    public static Literal none() {
        return scalar(Scalar.newBuilder().setNoneType(Void.getDefaultInstance()));
    }

    public static Literal error(String message) {
        return scalar(Scalar.newBuilder().setError(Error.newBuilder().setMessage(message)));
    }

    public static Literal bytes(byte[] bytes) {
        return scalar(Scalar.newBuilder()
                .setBinary(
                        Binary.newBuilder().setValue(ByteString.copyFrom(bytes)).setTag("msgpack")));
    }

    public static Literal struct(String json) {
        try {
            Struct.Builder struct = Struct.newBuilder();
            JsonFormat.parser().merge(json, struct);
            return scalar(Scalar.newBuilder().setGeneric(struct));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static Literal file(String uri) {
        return blob(uri, BlobDimensionality.SINGLE);
    }

    public static Literal folder(String uri) {
        return blob(uri, BlobDimensionality.MULTIPART);
    }

    private static Literal blob(String uri, BlobDimensionality dimensionality) {
        return scalar(Scalar.newBuilder()
                .setBlob(Blob.newBuilder()
                        .setUri(uri)
                        .setMetadata(BlobMetadata.newBuilder()
                                .setType(BlobType.newBuilder().setDimensionality(dimensionality)))));
    }

    public static Literal schema(String uri) {
        return scalar(Scalar.newBuilder().setSchema(Schema.newBuilder().setUri(uri)));
    }

    public static Literal dataset(String uri) {
        return scalar(Scalar.newBuilder()
                .setStructuredDataset(StructuredDataset.newBuilder().setUri(uri)));
    }

    public static Literal list(Literal... items) {
        return Literal.newBuilder()
                .setCollection(LiteralCollection.newBuilder().addAllLiterals(List.of(items)))
                .build();
    }

    public static Literal map(Map<String, Literal> items) {
        return Literal.newBuilder()
                .setMap(LiteralMap.newBuilder().putAllLiterals(items))
                .build();
    }

    public static Literal union(LiteralType type, Literal value) {
        return scalar(
                Scalar.newBuilder().setUnion(Union.newBuilder().setType(type).setValue(value)));
    }

    public static LiteralType simple(SimpleType type) {
        return LiteralType.newBuilder().setSimple(type).build();
    }

    public static LiteralType fileType() {
        return LiteralType.newBuilder().setBlob(BlobType.getDefaultInstance()).build();
    }

    public static LiteralType folderType() {
        return LiteralType.newBuilder()
                .setBlob(BlobType.newBuilder().setDimensionality(BlobDimensionality.MULTIPART))
                .build();
    }

    public static LiteralType listOf(LiteralType item) {
        return LiteralType.newBuilder().setCollectionType(item).build();
    }

    public static LiteralType mapOf(LiteralType item) {
        return LiteralType.newBuilder().setMapValueType(item).build();
    }

    public static LiteralType oneOf(String... values) {
        return LiteralType.newBuilder()
                .setEnumType(EnumType.newBuilder().addAllValues(List.of(values)))
                .build();
    }

    public static LiteralType unionOf(LiteralType... variants) {
        return LiteralType.newBuilder()
                .setUnionType(UnionType.newBuilder().addAllVariants(List.of(variants)))
                .build();
    }

    private static Literal primitive(Primitive.Builder primitive) {
        return scalar(Scalar.newBuilder().setPrimitive(primitive));
    }

    private static Literal scalar(Scalar.Builder scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }
}
