package org.flyte.platform.connect.call;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Struct;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides by the type of a request whether it may be large: when it can hold bytes or free-form values, as inputs and task
 * specs do, or is a batch. Names, filters and settings fit into little.
 */
record RequestSize(Descriptor type) {
    private static final Set<String> FREE_FORM =
            Set.of(Struct.getDescriptor().getFullName(), Any.getDescriptor().getFullName());

    boolean mayBeLarge() {
        return type.getFields().stream().anyMatch(RequestSize::isBatch) || holdsContent(type, new HashSet<>());
    }

    private static boolean isBatch(FieldDescriptor field) {
        return field.isRepeated() && isMessage(field);
    }

    private static boolean holdsContent(Descriptor message, Set<String> seen) {
        if (FREE_FORM.contains(message.getFullName())) {
            return true;
        }
        return seen.add(message.getFullName())
                && message.getFields().stream()
                        .anyMatch(field -> field.getType() == FieldDescriptor.Type.BYTES
                                || (isMessage(field) && holdsContent(field.getMessageType(), seen)));
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }
}
