package org.flyte.executor.pod;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/** Inputs as text for <code>{{ .Inputs.x }}</code>; the file is read only when a command uses one. */
final class InputValues implements Function<String, String> {
    private static final long MAX_BYTES = 64L << 20;

    private final ObjectStore store;
    private final TaskExecution execution;
    private Inputs inputs;

    InputValues(ObjectStore store, TaskExecution execution) {
        this.store = store;
        this.execution = execution;
    }

    @Override
    public String apply(String name) {
        return read().getLiteralsList().stream()
                .filter(literal -> literal.getName().equals(name))
                .map(NamedLiteral::getValue)
                .map(value -> text(name, value))
                .findFirst()
                .orElseThrow(() -> new BadTemplateException(
                        "a command uses the input '%s', which the action does not have", name));
    }

    private Inputs read() {
        try {
            if (inputs == null) {
                inputs = Inputs.parseFrom(store.read(execution.inputs().file(), MAX_BYTES));
            }
            return inputs;
        } catch (NotFound e) {
            throw new BadTemplateException(
                    "a command uses an input, and the inputs of the action do not exist: %s",
                    execution.inputs().file());
        } catch (InvalidProtocolBufferException e) {
            throw new BadTemplateException(
                    "%s is not a task.Inputs message", execution.inputs().file());
        }
    }

    private static String text(String name, Literal literal) {
        return switch (literal.getValueCase()) {
            case SCALAR -> scalar(name, literal.getScalar());
            case COLLECTION ->
                literal.getCollection().getLiteralsList().stream()
                        .map(item -> text(name, item))
                        .collect(Collectors.joining(",", "[", "]"));
            case MAP, OFFLOADED_METADATA, VALUE_NOT_SET -> throw unsupported(name);
        };
    }

    private static String scalar(String name, Scalar scalar) {
        return switch (scalar.getValueCase()) {
            case PRIMITIVE -> primitive(name, scalar.getPrimitive());
            case BLOB -> scalar.getBlob().getUri();
            case SCHEMA -> scalar.getSchema().getUri();
            case STRUCTURED_DATASET -> scalar.getStructuredDataset().getUri();
            case BINARY -> binary(name, scalar.getBinary());
            case UNION -> text(name, scalar.getUnion().getValue());
            case NONE_TYPE, ERROR, GENERIC, VALUE_NOT_SET -> throw unsupported(name);
        };
    }

    /** What the SDK packs: plain text as it is, anything else as JSON. */
    private static String binary(String name, Binary binary) {
        try (MessageUnpacker unpacker =
                MessagePack.newDefaultUnpacker(binary.getValue().toByteArray())) {
            Value value = unpacker.unpackValue();
            return value.isStringValue() ? value.asStringValue().asString() : value.toJson();
        } catch (IOException | MessagePackException e) {
            throw unsupported(name);
        }
    }

    private static String primitive(String name, Primitive primitive) {
        return switch (primitive.getValueCase()) {
            case INTEGER -> Long.toString(primitive.getInteger());
            case FLOAT_VALUE -> Double.toString(primitive.getFloatValue());
            case STRING_VALUE -> primitive.getStringValue();
            case BOOLEAN -> Boolean.toString(primitive.getBoolean());
            case DATETIME -> Timestamps.toString(primitive.getDatetime());
            case DURATION -> Durations.toString(primitive.getDuration());
            case VALUE_NOT_SET -> throw unsupported(name);
        };
    }

    private static BadTemplateException unsupported(String name) {
        return new BadTemplateException("a command uses the input '%s', whose type cannot be written as text", name);
    }
}
