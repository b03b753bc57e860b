package org.flyte.dataproxy.inputs;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.Sha256;

/**
 * The two digests of inputs: one of the whole content, which names the folder where it is kept, and one of what the
 * task's result depends on, which is the key of its cache. See docs/behaviour/storage-layout.md.
 *
 * @param content the inputs as they are stored, context and ignored inputs included
 * @param contentAddress SHA-256 of the content, in hex
 * @param inputsHash SHA-256 of the inputs that count, sorted by name and without the context, in base64url
 */
record InputsDigest(byte[] content, String contentAddress, String inputsHash) {
    static InputsDigest of(Inputs inputs, Collection<String> ignored) {
        byte[] content = deterministic(inputs);
        return new InputsDigest(
                content,
                Sha256.hex(content),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Sha256.digest(deterministic(canonical(inputs, ignored)))));
    }

    private static Inputs canonical(Inputs inputs, Collection<String> ignored) {
        Inputs.Builder counted = Inputs.newBuilder();
        inputs.getLiteralsList().stream()
                .filter(literal -> !ignored.contains(literal.getName()))
                .sorted(Comparator.comparing(NamedLiteral::getName))
                .forEach(counted::addLiterals);
        return counted.build();
    }

    /** The same bytes for equal messages, maps included. */
    private static byte[] deterministic(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }
}
