package org.flyte.platform.connect.validation;

import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says which field breaks which rule: {@code action.parent is required}, {@code run_id or project_id is required},
 * {@code name: value length must be at least 1 characters}.
 */
final class ViolationText {
    private static final String REQUIRED = "required";

    private ViolationText() {}

    /** @param request type of the message that the violation's path starts in */
    static String of(Descriptor request, Violation violation) {
        List<FieldPathElement> path = violation.getField().getElementsList();
        if (path.isEmpty()) {
            return rule(violation);
        }
        if (!violation.getRuleId().equals(REQUIRED)) {
            return text(path) + ": " + rule(violation);
        }
        return (path.getLast().hasFieldNumber() ? text(path) : choices(request, path)) + " is required";
    }

    private static String rule(Violation violation) {
        return violation.getMessage().isEmpty() ? violation.getRuleId() : violation.getMessage();
    }

    private static String choices(Descriptor request, List<FieldPathElement> oneof) {
        List<FieldPathElement> parents = oneof.subList(0, oneof.size() - 1);
        Descriptor owner = request;
        for (FieldPathElement parent : parents) {
            owner = messageOf(owner.findFieldByNumber(parent.getFieldNumber()));
        }
        String prefix = parents.isEmpty() ? "" : text(parents) + ".";
        String name = oneof.getLast().getFieldName();
        List<String> choices = owner.getOneofs().stream()
                .filter(candidate -> candidate.getName().equals(name))
                .flatMap(candidate -> candidate.getFields().stream())
                .map(field -> prefix + field.getName())
                .toList();
        int last = choices.size() - 1;
        return last == 0
                ? choices.getFirst()
                : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }

    private static Descriptor messageOf(FieldDescriptor field) {
        return field.isMapField()
                ? field.getMessageType().findFieldByName("value").getMessageType()
                : field.getMessageType();
    }

    private static String text(List<FieldPathElement> path) {
        return path.stream().map(ViolationText::text).collect(Collectors.joining("."));
    }

    /** The index or key of an element follows its field after a dot: a terminal's markup would swallow brackets. */
    private static String text(FieldPathElement element) {
        return switch (element.getSubscriptCase()) {
            case INDEX -> "%s.%d".formatted(element.getFieldName(), element.getIndex());
            case STRING_KEY -> "%s.\"%s\"".formatted(element.getFieldName(), element.getStringKey());
            case INT_KEY -> "%s.%d".formatted(element.getFieldName(), element.getIntKey());
            case UINT_KEY -> "%s.%s".formatted(element.getFieldName(), Long.toUnsignedString(element.getUintKey()));
            case BOOL_KEY -> "%s.%s".formatted(element.getFieldName(), element.getBoolKey());
            case SUBSCRIPT_NOT_SET -> element.getFieldName();
        };
    }
}
