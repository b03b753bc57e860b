package org.flyte.idl.contract;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import java.util.Locale;

/** Names of types as the tables write them. */
final class Types {
    private Types() {}

    /** A scalar by its keyword, a message or enum by its full name. */
    static String of(FieldDescriptorProto field) {
        return switch (field.getType()) {
            case TYPE_MESSAGE, TYPE_ENUM, TYPE_GROUP -> plain(field.getTypeName());
            default -> field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
        };
    }

    static String label(FieldDescriptorProto field) {
        return field.getLabel() == Label.LABEL_REPEATED ? "repeated" : "single";
    }

    /** A full name without the dot that descriptors put before it. */
    static String plain(String name) {
        return name.startsWith(".") ? name.substring(1) : name;
    }
}
