package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.grpc.StatusException;

/** Proto3 JSON; unknown fields of a request are ignored, as older servers do with newer clients. */
public final class JsonCodec implements Codec {
    private static final JsonLimits LIMITS = new JsonLimits(1_000_000);

    /** In the tree that the parser makes first. */
    private static final long BYTES_A_VALUE = 100;

    private final JsonFormat.Parser parser;
    private final JsonFormat.Printer printer;

    public JsonCodec(TypeRegistry types) {
        this.parser = JsonFormat.parser().ignoringUnknownFields().usingTypeRegistry(types);
        this.printer = JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(types);
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public byte[] encode(Message message) throws StatusException {
        try {
            return printer.print(message).getBytes(UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("response cannot be written as JSON: " + e.getMessage())
                    .withCause(e)
                    .asException();
        }
    }

    @Override
    public Message decode(byte[] bytes, Message prototype, Memory memory) throws StatusException {
        Message.Builder builder = prototype.newBuilderForType();
        memory.take(bytes.length);
        String json = new String(bytes, UTF_8);
        memory.take(BYTES_A_VALUE * LIMITS.check(json));
        try {
            parser.merge(json, builder);
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("request is not a valid JSON %s: %s"
                            .formatted(prototype.getDescriptorForType().getFullName(), firstLine(e.getMessage())))
                    .asException();
        }
        return builder.build();
    }

    private static String firstLine(String text) {
        return text == null ? "malformed" : text.lines().findFirst().orElse("malformed");
    }
}
