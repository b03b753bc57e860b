package org.flyte.platform.connect.validation;

import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import build.buf.validate.Violation;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.DateTimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Of the {@code buf.validate} rules those that say which messages, lists and oneofs must be there, read without protovalidate: it
 * evaluates every rule, and takes more time for it than the rest of a small call. Finds what protovalidate finds, in its order and
 * with its texts (docs/adr/0043-required-fields-are-checked-without-cel.md); only the entries of maps may come in another order.
 *
 * <p>The times in messages that have something to check must be such that protobuf allows them.
 */
final class RequiredRules implements RequestRules {
    /** Names the rule of a field; protovalidate names none for a oneof. */
    private static final FieldPath FIELD_REQUIRED = FieldPath.newBuilder()
            .addElements(element(FieldRules.getDescriptor().findFieldByName("required")))
            .build();

    private final Map<Descriptor, Checks> checks = new HashMap<>();

    /**
     * What is checked of a message type.
     *
     * @param oneofs one field of each must be set
     * @param fields messages, lists and maps, in the order of the type
     */
    private record Checks(List<OneofDescriptor> oneofs, List<Field> fields) {}

    /**
     * A field with something to check.
     *
     * @param hasRules a timestamp or duration that has rules
     * @param hasChecks the messages in it are checked too
     */
    private record Field(FieldDescriptor type, boolean isRequired, boolean hasRules, boolean hasChecks) {
        boolean isTime() {
            Descriptor held = type.getMessageType();
            return !type.isRepeated()
                    && (held.equals(Timestamp.getDescriptor()) || held.equals(Duration.getDescriptor()));
        }

        boolean isNeeded() {
            return isRequired || isTime() || hasChecks;
        }
    }

    /** @param exempt names of fields and oneofs that may always be missing */
    RequiredRules(List<Descriptor> requests, Set<String> exempt) {
        Map<Descriptor, Checks> own = new HashMap<>();
        Deque<Descriptor> waiting = new ArrayDeque<>(requests);
        while (!waiting.isEmpty()) {
            Descriptor type = waiting.pop();
            if (!own.containsKey(type)) {
                own.put(type, ownChecks(type, exempt));
                own.get(type).fields().forEach(field -> waiting.add(messageOf(field.type())));
            }
        }
        Set<Descriptor> relevant = relevant(own);
        for (Descriptor type : relevant) {
            List<Field> fields = own.get(type).fields().stream()
                    .map(field -> new Field(
                            field.type(),
                            field.isRequired(),
                            field.hasRules(),
                            relevant.contains(messageOf(field.type()))))
                    .filter(Field::isNeeded)
                    .toList();
            checks.put(type, new Checks(own.get(type).oneofs(), fields));
        }
    }

    @Override
    public List<Violation> violations(Message request) {
        if (isComplete(request)) {
            return List.of();
        }
        List<Violation> found = new ArrayList<>();
        collect(request, List.of(), found);
        return found;
    }

    /** Without the path of a field, which only a request that is refused needs. */
    private boolean isComplete(Message message) {
        Checks wanted = checks.get(message.getDescriptorForType());
        if (wanted == null) {
            return true;
        }
        for (OneofDescriptor oneof : wanted.oneofs()) {
            if (!message.hasOneof(oneof)) {
                return false;
            }
        }
        for (Field field : wanted.fields()) {
            if (!isComplete(message, field)) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete(Message message, Field field) {
        FieldDescriptor type = field.type();
        if (!type.isRepeated()) {
            if (!message.hasField(type)) {
                return !field.isRequired();
            }
            Message value = (Message) message.getField(type);
            checkTime(value, field);
            return !field.hasChecks() || isComplete(value);
        }
        int count = message.getRepeatedFieldCount(type);
        if (field.isRequired() && count == 0) {
            return false;
        }
        for (int i = 0; field.hasChecks() && i < count; i++) {
            if (!isComplete(value(type, (Message) message.getRepeatedField(type, i)))) {
                return false;
            }
        }
        return true;
    }

    private void collect(Message message, List<FieldPathElement> path, List<Violation> found) {
        Checks wanted = checks.get(message.getDescriptorForType());
        if (wanted == null) {
            return;
        }
        for (OneofDescriptor oneof : wanted.oneofs()) {
            if (!message.hasOneof(oneof)) {
                FieldPathElement at = FieldPathElement.newBuilder()
                        .setFieldName(oneof.getName())
                        .build();
                found.add(violation(path, at, "exactly one field is required in oneof")
                        .build());
            }
        }
        for (Field field : wanted.fields()) {
            FieldDescriptor type = field.type();
            if (type.isRepeated() ? message.getRepeatedFieldCount(type) == 0 : !message.hasField(type)) {
                if (field.isRequired()) {
                    found.add(violation(path, element(type).build(), "value is required")
                            .setRule(FIELD_REQUIRED)
                            .build());
                }
            } else if (field.hasChecks()) {
                collect(message, field, path, found);
            }
        }
    }

    private void collect(Message message, Field field, List<FieldPathElement> path, List<Violation> found) {
        FieldDescriptor type = field.type();
        if (!type.isRepeated()) {
            collect(
                    (Message) message.getField(type),
                    extended(path, element(type).build()),
                    found);
            return;
        }
        for (int i = 0; i < message.getRepeatedFieldCount(type); i++) {
            Message value = (Message) message.getRepeatedField(type, i);
            FieldPathElement at = type.isMapField()
                    ? entry(type, value)
                    : element(type).setIndex(i).build();
            collect(value(type, value), extended(path, at), found);
        }
    }

    /** All required messages of a type, and all fields that may have some in them. */
    private static Checks ownChecks(Descriptor type, Set<String> exempt) {
        List<OneofDescriptor> oneofs = type.getRealOneofs().stream()
                .filter(oneof ->
                        oneof.getOptions().getExtension(ValidateProto.oneof).getRequired())
                .filter(oneof -> !exempt.contains(oneof.getName()))
                .toList();
        List<Field> fields = new ArrayList<>();
        for (FieldDescriptor field : type.getFields()) {
            FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
            if (messageOf(field) != null && rules.getIgnore() != Ignore.IGNORE_ALWAYS) {
                boolean required = rules.getRequired() && !exempt.contains(field.getName());
                boolean ruled = !field.isRepeated() && (rules.hasTimestamp() || rules.hasDuration());
                fields.add(new Field(field, required, ruled, true));
            }
        }
        return new Checks(oneofs, fields);
    }

    /** The types that have something to check, in themselves or below. */
    private static Set<Descriptor> relevant(Map<Descriptor, Checks> own) {
        Set<Descriptor> relevant = new HashSet<>();
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Map.Entry<Descriptor, Checks> type : own.entrySet()) {
                Checks wanted = type.getValue();
                boolean has = !wanted.oneofs().isEmpty()
                        || wanted.fields().stream()
                                .anyMatch(field -> field.isRequired()
                                        || field.hasRules()
                                        || relevant.contains(messageOf(field.type())));
                grows |= has && relevant.add(type.getKey());
            }
        }
        return relevant;
    }

    private static void checkTime(Message value, Field field) {
        boolean isValid = switch (value) {
            case Timestamp time when field.isTime() -> Timestamps.isValid(time);
            case Duration duration when field.isTime() -> Durations.isValid(duration);
            default -> true;
        };
        if (!isValid) {
            throw new DateTimeException(field.type().getFullName() + " is out of range");
        }
    }

    private static Violation.Builder violation(List<FieldPathElement> path, FieldPathElement at, String message) {
        return Violation.newBuilder()
                .setField(FieldPath.newBuilder().addAllElements(extended(path, at)))
                .setRuleId("required")
                .setMessage(message);
    }

    private static List<FieldPathElement> extended(List<FieldPathElement> path, FieldPathElement at) {
        List<FieldPathElement> extended = new ArrayList<>(path);
        extended.add(at);
        return extended;
    }

    private static FieldPathElement.Builder element(FieldDescriptor field) {
        return FieldPathElement.newBuilder()
                .setFieldNumber(field.getNumber())
                .setFieldName(field.getName())
                .setFieldType(field.getType().toProto());
    }

    private static FieldPathElement entry(FieldDescriptor map, Message entry) {
        FieldDescriptor keyType = map.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueType = map.getMessageType().findFieldByNumber(2);
        FieldPathElement.Builder element = element(map)
                .setKeyType(keyType.getType().toProto())
                .setValueType(valueType.getType().toProto());
        Object key = entry.getField(keyType);
        return switch (keyType.getType()) {
            case BOOL -> element.setBoolKey((Boolean) key).build();
            case STRING -> element.setStringKey((String) key).build();
            case UINT32, FIXED32 ->
                element.setUintKey(Integer.toUnsignedLong((Integer) key)).build();
            case UINT64, FIXED64 -> element.setUintKey((Long) key).build();
            default -> element.setIntKey(((Number) key).longValue()).build();
        };
    }

    /** The message that a field holds, in a map as a value; null for other fields. */
    private static Descriptor messageOf(FieldDescriptor field) {
        FieldDescriptor held = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
        return held.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? held.getMessageType() : null;
    }

    private static Message value(FieldDescriptor field, Message element) {
        return field.isMapField()
                ? (Message) element.getField(field.getMessageType().findFieldByNumber(2))
                : element;
    }
}
