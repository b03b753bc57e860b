package org.flyte.idl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden message means the same to our generated classes, as JSON and as bytes, and is written as it was read. */
class GoldenMessagesTest {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer();

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.flyte.idl.contract.GoldenMessage#all")
    void roundTrips(GoldenMessage golden) throws Exception {
        Message fromJson = parseJson(golden);
        Message fromBytes = parse(golden, golden.bytes());

        assertThat(fromBytes).isEqualTo(fromJson);
        assertThat(fromBytes.getUnknownFields().asMap()).isEmpty();
        assertThat(deterministic(fromJson)).isEqualTo(golden.bytes());
        assertThat(JsonParser.parseString(PRINTER.print(fromBytes))).isEqualTo(golden.json());
        for (byte[] other : golden.also()) {
            assertThat(parse(golden, other)).isEqualTo(fromBytes);
        }
    }

    @Test
    void noneIsLost() {
        assertThat(GoldenMessage.all()).hasSize(90);
        assertThat(GoldenMessage.all().map(GoldenMessage::type).distinct()).hasSize(56);
    }

    private static Message parseJson(GoldenMessage golden) throws Exception {
        Message.Builder builder =
                GeneratedClasses.defaultInstance(golden.type()).newBuilderForType();
        JsonFormat.parser().merge(golden.json().toString(), builder);
        return builder.build();
    }

    private static Message parse(GoldenMessage golden, byte[] bytes) throws Exception {
        return GeneratedClasses.defaultInstance(golden.type())
                .getParserForType()
                .parseFrom(bytes);
    }

    private static byte[] deterministic(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        message.writeTo(output);
        output.flush();
        return bytes.toByteArray();
    }
}
