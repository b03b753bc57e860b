package org.flyte.events.guide;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One .proto file with a message and all that it refers to, whatever files those are in: what is on the wire, to be
 * compiled by consumers that do not use the whole API. Types keep their names, in a package of their own.
 */
final class ProtoSchema {
    private static final String PACKAGE = "org.flyte.events.v1";
    private static final String WELL_KNOWN = "google.protobuf.";

    private final Descriptor root;
    private final Map<String, GenericDescriptor> types = new TreeMap<>();
    private final TreeSet<String> imports = new TreeSet<>();
    private final StringBuilder text = new StringBuilder();

    ProtoSchema(Descriptor root) {
        this.root = root;
        collect(root);
    }

    /** The text of the file. */
    String text() {
        text.append("syntax = \"proto3\";\n\npackage ").append(PACKAGE).append(";\n\n");
        imports.forEach(file -> text.append("import \"").append(file).append("\";\n"));
        text.append('\n');
        message(root, "");
        types.values().stream()
                .filter(type -> type != root)
                .sorted(Comparator.comparing(GenericDescriptor::getName))
                .forEach(type -> define(type, ""));
        return text.toString().stripTrailing() + "\n";
    }

    /** Types that are defined at the top, or inside of another. */
    private void collect(GenericDescriptor type) {
        GenericDescriptor top = top(type);
        GenericDescriptor known = types.putIfAbsent(top.getName(), top);
        if (known != null && known != top) {
            throw new IllegalStateException(
                    "two types are named " + top.getName() + ": " + top.getFullName() + ", " + known.getFullName());
        }
        if (known == null && top instanceof Descriptor message) {
            collectFields(message);
        }
    }

    private void collectFields(Descriptor message) {
        message.getNestedTypes().forEach(this::collectFields);
        for (FieldDescriptor field : message.getFields()) {
            GenericDescriptor type = typeOf(field);
            if (type == null) {
                continue;
            }
            if (type.getFullName().startsWith(WELL_KNOWN)) {
                imports.add(type.getFile().getName());
            } else {
                collect(type);
            }
        }
    }

    private static GenericDescriptor top(GenericDescriptor type) {
        Descriptor outer = type instanceof Descriptor message
                ? message.getContainingType()
                : ((EnumDescriptor) type).getContainingType();
        return outer == null ? type : top(outer);
    }

    private static GenericDescriptor typeOf(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType();
            case ENUM -> field.getEnumType();
            default -> null;
        };
    }

    private void define(GenericDescriptor type, String indent) {
        if (type instanceof Descriptor message) {
            message(message, indent);
        } else {
            enumeration((EnumDescriptor) type, indent);
        }
    }

    private void message(Descriptor message, String indent) {
        text.append(indent).append("message ").append(message.getName()).append(" {\n");
        String inner = indent + "  ";
        message.getEnumTypes().forEach(nested -> enumeration(nested, inner));
        message.getNestedTypes().stream()
                .filter(nested -> !nested.getOptions().getMapEntry())
                .forEach(nested -> message(nested, inner));
        message.getFields().stream()
                .filter(field -> field.getRealContainingOneof() == null)
                .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                .forEach(field -> text.append(inner).append(label(field)).append(declaration(field)));
        message.getRealOneofs().forEach(oneof -> oneof(oneof, inner));
        text.append(indent).append("}\n\n");
    }

    private void oneof(OneofDescriptor oneof, String indent) {
        text.append(indent).append("oneof ").append(oneof.getName()).append(" {\n");
        oneof.getFields().forEach(field -> text.append(indent).append("  ").append(declaration(field)));
        text.append(indent).append("}\n");
    }

    private void enumeration(EnumDescriptor type, String indent) {
        boolean hasAliases = type.getOptions().getAllowAlias();
        text.append(indent).append("enum ").append(type.getName()).append(" {\n");
        if (hasAliases) {
            text.append(indent).append("  option allow_alias = true;\n");
        }
        type.getValues()
                .forEach(value ->
                        text.append(indent).append("  %s = %d;\n".formatted(value.getName(), value.getNumber())));
        text.append(indent).append("}\n\n");
    }

    private static String label(FieldDescriptor field) {
        if (field.isMapField()) {
            return "";
        }
        if (field.isRepeated()) {
            return "repeated ";
        }
        return field.toProto().getProto3Optional() ? "optional " : "";
    }

    private static String declaration(FieldDescriptor field) {
        String deprecated = field.getOptions().getDeprecated() ? " [deprecated = true]" : "";
        return "%s %s = %d%s;\n".formatted(typeText(field), field.getName(), field.getNumber(), deprecated);
    }

    private static String typeText(FieldDescriptor field) {
        if (field.isMapField()) {
            List<FieldDescriptor> entry = field.getMessageType().getFields();
            return "map<%s, %s>".formatted(typeText(entry.get(0)), typeText(entry.get(1)));
        }
        if (field.getJavaType() == JavaType.MESSAGE || field.getJavaType() == JavaType.ENUM) {
            GenericDescriptor type = typeOf(field);
            return type.getFullName().startsWith(WELL_KNOWN) ? type.getFullName() : path(type);
        }
        return field.getType().name().toLowerCase(Locale.ROOT);
    }

    /** {@code ErrorInfo.Kind} for a nested type. */
    private static String path(GenericDescriptor type) {
        return type.getFullName().substring(type.getFile().getPackage().length() + 1);
    }
}
