package org.flyte.idl.contract;

import build.buf.validate.Ignore;
import build.buf.validate.Rule;
import build.buf.validate.ValidateProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofOptions;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes validation rules as the tables do: parts such as {@code string.min_len=1}, sorted, joined by semicolons. */
final class Rules {
    private Rules() {}

    static String of(FieldOptions options) {
        return options.hasExtension(ValidateProto.field) ? text(options.getExtension(ValidateProto.field)) : "";
    }

    static String of(MessageOptions options) {
        return options.hasExtension(ValidateProto.message) ? text(options.getExtension(ValidateProto.message)) : "";
    }

    static String of(OneofOptions options) {
        return options.hasExtension(ValidateProto.oneof) ? text(options.getExtension(ValidateProto.oneof)) : "";
    }

    private static String text(Message rules) {
        return parts("", rules).sorted().collect(Collectors.joining("; "));
    }

    private static Stream<String> parts(String prefix, Message rules) {
        return rules.getAllFields().entrySet().stream().flatMap(part -> part(prefix, part));
    }

    private static Stream<String> part(String prefix, Map.Entry<FieldDescriptor, Object> part) {
        FieldDescriptor field = part.getKey();
        String name = prefix + field.getName();
        Object value = part.getValue();
        if (field.isRepeated()) {
            List<?> values = (List<?>) value;
            return values.getFirst() instanceof Rule
                    ? values.stream().map(rule -> expression(prefix, (Rule) rule))
                    : Stream.of(name
                            + values.stream().map(Rules::scalar).sorted().collect(Collectors.joining(",", "=[", "]")));
        }
        return switch (value) {
            case Duration time -> Stream.of(name + "=" + seconds(time.getSeconds(), time.getNanos()));
            case Timestamp time -> Stream.of(name + "=" + seconds(time.getSeconds(), time.getNanos()));
            case Message nested when nested.getAllFields().isEmpty() -> Stream.of(name);
            case Message nested -> parts(name + ".", nested);
            case Boolean on -> on ? Stream.of(name) : Stream.empty();
            case EnumValueDescriptor ignore
            when ignore.getType().equals(Ignore.getDescriptor()) ->
                Stream.of(name + "=" + ignore.getName().replaceFirst("^IGNORE_", ""));
            default -> Stream.of(name + "=" + scalar(value));
        };
    }

    /** The error text of an expression is free. */
    private static String expression(String prefix, Rule rule) {
        return "%scel(id=%s expr=%s)".formatted(prefix, scalar(rule.getId()), scalar(rule.getExpression()));
    }

    private static String scalar(Object value) {
        return switch (value) {
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case Double number when number == Math.rint(number) -> Long.toString(number.longValue());
            default -> value.toString();
        };
    }

    private static String seconds(long seconds, int nanos) {
        return nanos == 0 ? seconds + "s" : "%d.%09ds".formatted(seconds, nanos);
    }
}
