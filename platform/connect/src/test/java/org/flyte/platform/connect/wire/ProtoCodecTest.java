package org.flyte.platform.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.StatusException;
import java.util.Collections;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class ProtoCodecTest {
    private final ProtoCodec codec = new ProtoCodec();

    /** As 61 KB of gzip carry them. */
    @Test
    void refusesEmptyMessagesThatDoNotFitIntoMemory() {
        byte[] empty = new byte[60 << 20];
        for (int i = 0; i < empty.length; i += 2) {
            empty[i] = 0x0a;
        }

        assertThatThrownBy(() -> codec.decode(empty, ListValue.getDefaultInstance()))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("RESOURCE_EXHAUSTED")
                .hasMessageContaining("more than 4000000 fields");
    }

    @Test
    void takesALongListOfNumbers() throws Exception {
        Message list = ListValue.newBuilder()
                .addAllValues(Collections.nCopies(
                        1_000_000, Value.newBuilder().setNumberValue(1).build()))
                .build();

        assertThat(codec.decode(list.toByteArray(), ListValue.getDefaultInstance()))
                .isEqualTo(list);
    }

    @Test
    void takesALongText() throws Exception {
        Message text = StringValue.of("\n\0".repeat(16 << 20));

        assertThat(codec.decode(text.toByteArray(), StringValue.getDefaultInstance()))
                .isEqualTo(text);
    }

    @Test
    void countsTheFieldsOfMessagesWithinMessages() {
        Struct nested = Struct.newBuilder()
                .putFields("a", list(3))
                .putFields("b", list(2))
                .build();
        byte[] bytes = nested.toByteArray();

        // Two entries of a key and a value, two lists of one field each, and five elements of one field each.
        assertThatCode(() -> new FieldLimit(18).check(bytes, nested.getDescriptorForType()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new FieldLimit(17).check(bytes, nested.getDescriptorForType()))
                .isInstanceOf(StatusException.class);
    }

    @Test
    void leavesMalformedMessagesToTheParser() throws Exception {
        PropertyCheck.forAll(500, draw -> {
            byte[] bytes = draw.bytes(0, 300);
            try {
                new FieldLimit(1_000).check(bytes, Struct.getDescriptor());
            } catch (StatusException e) {
                throw new AssertionError(ByteString.copyFrom(bytes).toString(), e);
            }
        });
    }

    private static Value list(int numbers) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder()
                        .addAllValues(Collections.nCopies(
                                numbers, Value.newBuilder().setNumberValue(1).build())))
                .build();
    }
}
