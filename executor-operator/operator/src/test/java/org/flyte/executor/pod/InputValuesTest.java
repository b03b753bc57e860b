package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.Union;
import org.flyte.idl.core.Void;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

class InputValuesTest {
    @Test
    void writesWhatTheSdkPackedAsJson() throws IOException {
        assertThat(text(packed(packer -> packer.packArrayHeader(2).packInt(1).packString("b"))))
                .isEqualTo("[1,\"b\"]");
        assertThat(text(packed(packer -> packer.packMapHeader(1).packString("a").packBoolean(true))))
                .isEqualTo("{\"a\":true}");
        assertThat(text(packed(packer -> packer.packString("plain text")))).isEqualTo("plain text");
        assertThat(text(packed(packer -> packer.packDouble(1.5)))).isEqualTo("1.5");
    }

    @Test
    void writesTheValueOfAUnion() {
        Literal five =
                scalar(Scalar.newBuilder().setPrimitive(Primitive.newBuilder().setInteger(5)));

        assertThat(text(scalar(Scalar.newBuilder().setUnion(Union.newBuilder().setValue(five)))))
                .isEqualTo("5");
    }

    @Test
    void refusesWhatIsNoText() {
        Literal none = scalar(Scalar.newBuilder().setNoneType(Void.getDefaultInstance()));
        Literal broken = scalar(Scalar.newBuilder()
                .setBinary(Binary.newBuilder().setValue(ByteString.copyFrom(new byte[] {(byte) 0x92}))));

        assertThatThrownBy(() -> text(none)).isInstanceOf(BadTemplateException.class);
        assertThatThrownBy(() -> text(broken)).isInstanceOf(BadTemplateException.class);
    }

    private interface Packing {
        void pack(MessageBufferPacker packer) throws IOException;
    }

    private static Literal packed(Packing packing) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packing.pack(packer);
            return scalar(Scalar.newBuilder()
                    .setBinary(
                            Binary.newBuilder().setTag("msgpack").setValue(ByteString.copyFrom(packer.toByteArray()))));
        }
    }

    private static Literal scalar(Scalar.Builder scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }

    private static String text(Literal literal) {
        byte[] inputs = Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("x").setValue(literal))
                .build()
                .toByteArray();
        ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, _, _) -> inputs);
        TaskTemplate template = Actions.template().build();
        TaskAction action = Actions.action("flyte", "/store", template);
        return new InputValues(store, new TaskExecution(action, template, 1, 0)).apply("x");
    }
}
