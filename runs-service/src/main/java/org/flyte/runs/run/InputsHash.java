package org.flyte.runs.run;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.core.Literal;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.Sha256;
import org.flyte.runs.action.SpecBlob;

/**
 * The hash of inputs as the SDK computes it for children, so that a task cached as a child is a cache hit as a root.
 * Msgpack values are hashed as bytes: their key order is the client's.
 *
 * @param value Base64 of a SHA-256 over name and value of each input that is not ignored, "" for none
 */
record InputsHash(String value) {
    static InputsHash of(List<NamedLiteral> inputs, Set<String> ignored) {
        List<NamedLiteral> counted =
                inputs.stream().filter(i -> !ignored.contains(i.getName())).toList();
        if (counted.isEmpty()) {
            return new InputsHash("");
        }
        ByteString all = ByteString.EMPTY;
        for (NamedLiteral input : counted) {
            all = all.concat(ByteString.copyFromUtf8(input.getName() + ":"))
                    .concat(repr(input.getValue()))
                    .concat(ByteString.copyFromUtf8(";"));
        }
        return new InputsHash(base64(all.toByteArray()));
    }

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(Sha256.digest(content));
    }

    private static ByteString repr(Literal literal) {
        if (!literal.getHash().isEmpty()) {
            return ByteString.copyFromUtf8(literal.getHash());
        }
        return switch (literal.getValueCase()) {
            case COLLECTION ->
                literal.getCollection().getLiteralsList().stream()
                        .map(InputsHash::repr)
                        .reduce(ByteString.EMPTY, ByteString::concat);
            case MAP ->
                literal.getMap().getLiteralsMap().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> ByteString.copyFromUtf8(e.getKey()).concat(repr(e.getValue())))
                        .reduce(ByteString.EMPTY, ByteString::concat);
            default -> ByteString.copyFrom(SpecBlob.deterministic(literal));
        };
    }
}
