package org.flyte.platform.connect.validation;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds times and durations that the protobuf specification does not allow. */
final class TimeRange {
    private TimeRange() {}

    /** Returns what is wrong, with the path of the field; empty if every time is in range. */
    static Optional<String> violation(Message message) {
        return violation("", message);
    }

    private static Optional<String> violation(String path, Message message) {
        if (message instanceof Timestamp time) {
            return Timestamps.isValid(time)
                    ? Optional.empty()
                    : Optional.of(path + " must lie between the years 1 and 9999; its seconds count from 1970, "
                            + time.getSeconds() + " is too far");
        }
        if (message instanceof Duration duration) {
            return Durations.isValid(duration)
                    ? Optional.empty()
                    : Optional.of(path + " must be at most 10,000 years, " + duration.getSeconds() + " s is too much");
        }
        return message.getAllFields().entrySet().stream()
                .flatMap(field -> violation(path, field).stream())
                .findFirst();
    }

    private static Optional<String> violation(String path, Map.Entry<FieldDescriptor, Object> field) {
        String name = path.isEmpty()
                ? field.getKey().getName()
                : path + "." + field.getKey().getName();
        if (field.getValue() instanceof List<?> values) {
            return values.stream()
                    .filter(Message.class::isInstance)
                    .flatMap(value -> violation(name, (Message) value).stream())
                    .findFirst();
        }
        return field.getValue() instanceof Message value ? violation(name, value) : Optional.empty();
    }
}
