package org.flyte.idl.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of one message's fields and oneofs. */
final class FieldFacts {
    private static final int VALIDATION = 1159;

    private final String name;
    private final DescriptorProto message;
    private final Map<String, DescriptorProto> entries;
    private final Set<Integer> synthetic = new HashSet<>();

    FieldFacts(String name, DescriptorProto message) {
        this.name = name;
        this.message = message;
        this.entries = message.getNestedTypeList().stream()
                .filter(nested -> nested.getOptions().getMapEntry())
                .collect(Collectors.toMap(nested -> name + "." + nested.getName(), Function.identity()));
    }

    List<String> rows() {
        List<String> rows = new ArrayList<>();
        message.getFieldList().forEach(field -> rows.add(row(field)));
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            if (!synthetic.contains(i)) {
                var oneof = message.getOneofDecl(i);
                rows.add(Row.of("oneof", name, oneof.getName(), Rules.of(oneof.getOptions())));
            }
        }
        return rows;
    }

    private String row(FieldDescriptorProto field) {
        String label = Types.label(field);
        String type = Types.of(field);
        String oneof = "";
        if (entries.containsKey(type)) {
            DescriptorProto entry = entries.get(type);
            label = "map";
            type = "map<%s,%s>".formatted(Types.of(entry.getField(0)), Types.of(entry.getField(1)));
        }
        if (field.getProto3Optional()) {
            label = "optional";
            synthetic.add(field.getOneofIndex());
        } else if (field.hasOneofIndex()) {
            oneof = message.getOneofDecl(field.getOneofIndex()).getName();
        }
        String json = field.getJsonName().equals(usualJsonName(field.getName())) ? "" : field.getJsonName();
        return Row.of(
                "field",
                name,
                field.getNumber(),
                field.getName(),
                label,
                type,
                oneof,
                json,
                flags(field.getOptions()),
                Rules.of(field.getOptions()));
    }

    private static String flags(FieldOptions options) {
        List<String> flags = new ArrayList<>();
        if (options.getDeprecated()) {
            flags.add("deprecated");
        }
        if (options.hasPacked() && !options.getPacked()) {
            flags.add("packed=false");
        }
        Set<Integer> extensions =
                new TreeSet<>(options.getUnknownFields().asMap().keySet());
        options.getAllFields().keySet().stream()
                .filter(FieldDescriptor::isExtension)
                .map(FieldDescriptor::getNumber)
                .forEach(extensions::add);
        extensions.remove(VALIDATION);
        extensions.forEach(number -> flags.add("option#" + number));
        return String.join(",", flags);
    }

    private static String usualJsonName(String field) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (char c : field.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }
}
