package org.flyte.platform.identity.permission;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.List;

/** Makes requests that name a project and domain wherever a rule looks for them, to try the rule. */
public final class ExampleRequest {
    private static final String NAME = "r1";

    private ExampleRequest() {}

    /** Returns a request of a type; empty where the rule names no path. */
    public static Message of(MethodRule rule, Descriptor type, String project, String domain) {
        DynamicMessage.Builder request = DynamicMessage.newBuilder(type);
        for (PlacePath path : rule.places()) {
            if (path.path().equals(PlacePath.REQUEST)) {
                fill(request, project, domain);
            } else {
                put(request, Arrays.asList(path.path().split("\\.", -1)), project, domain);
            }
        }
        return request.build();
    }

    private static void put(DynamicMessage.Builder message, List<String> names, String project, String domain) {
        FieldDescriptor field = PlacePath.fields(message.getDescriptorForType(), names.getFirst()).stream()
                .filter(candidate -> names.size() > 1 || leads(candidate))
                .findFirst()
                .orElseThrow();
        if (field.getJavaType() == JavaType.STRING) {
            message.setField(field, project);
            return;
        }
        DynamicMessage.Builder inner = DynamicMessage.newBuilder(field.getMessageType());
        if (names.size() > 1) {
            put(inner, names.subList(1, names.size()), project, domain);
        } else {
            fill(inner, project, domain);
        }
        if (field.isRepeated()) {
            message.addRepeatedField(field, inner.build());
        } else {
            message.setField(field, inner.build());
        }
    }

    private static boolean leads(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                ? PlacePath.leads(field.getMessageType())
                : field.getJavaType() == JavaType.STRING && !field.getName().equals("org");
    }

    private static void fill(DynamicMessage.Builder message, String project, String domain) {
        Descriptor type = message.getDescriptorForType();
        if (PlacePath.hasPlace(type)) {
            text(message, "name", NAME);
            text(message, PlacePath.projectField(type), project);
            text(message, "domain", domain);
            return;
        }
        for (String step : PlacePath.STEPS) {
            FieldDescriptor field = type.findFieldByName(step);
            if (field != null && field.getJavaType() == JavaType.MESSAGE && PlacePath.leads(field.getMessageType())) {
                DynamicMessage.Builder inner = DynamicMessage.newBuilder(field.getMessageType());
                fill(inner, project, domain);
                message.setField(field, inner.build());
                return;
            }
        }
    }

    private static void text(DynamicMessage.Builder message, String name, String value) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field != null && field.getJavaType() == JavaType.STRING) {
            message.setField(field, value);
        }
    }
}
