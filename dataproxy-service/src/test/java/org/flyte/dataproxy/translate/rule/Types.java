package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import org.flyte.idl.core.EnumType;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TypeStructure;
import org.flyte.idl.core.UnionType;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;

/** Types, literals and JSON that the tests of the translation start from. */
final class Types {
    private Types() {}

    static LiteralType simple(SimpleType type) {
        return LiteralType.newBuilder().setSimple(type).build();
    }

    static LiteralType struct(String metadata) {
        return simple(SimpleType.STRUCT).toBuilder()
                .setMetadata(json(metadata).getStructValue())
                .build();
    }

    static LiteralType list(LiteralType items) {
        return LiteralType.newBuilder().setCollectionType(items).build();
    }

    static LiteralType map(LiteralType values) {
        return LiteralType.newBuilder().setMapValueType(values).build();
    }

    static LiteralType enumeration(String... values) {
        return LiteralType.newBuilder()
                .setEnumType(EnumType.newBuilder().addAllValues(List.of(values)))
                .build();
    }

    static LiteralType union(LiteralType... variants) {
        return LiteralType.newBuilder()
                .setUnionType(UnionType.newBuilder().addAllVariants(List.of(variants)))
                .build();
    }

    static LiteralType tagged(LiteralType type, String tag) {
        return type.toBuilder()
                .setStructure(TypeStructure.newBuilder().setTag(tag))
                .build();
    }

    static VariableMap variables(String name, LiteralType type) {
        return VariableMap.newBuilder()
                .addVariables(VariableEntry.newBuilder()
                        .setKey(name)
                        .setValue(Variable.newBuilder().setType(type)))
                .build();
    }

    static Literal primitive(Primitive.Builder primitive) {
        return Literal.newBuilder()
                .setScalar(Scalar.newBuilder().setPrimitive(primitive))
                .build();
    }

    static Value json(String text) {
        Value.Builder value = Value.newBuilder();
        try {
            JsonFormat.parser().merge(text.replace('\'', '"'), value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(text, e);
        }
        return value.build();
    }

    static String text(Struct json) {
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(json);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
