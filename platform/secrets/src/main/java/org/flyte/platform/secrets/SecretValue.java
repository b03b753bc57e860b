package org.flyte.platform.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** The content of a secret. It is never shown: as text it is a placeholder. */
public final class SecretValue {
    private final SecretKind kind;
    private final byte[] bytes;

    public SecretValue(SecretKind kind, byte[] bytes) {
        this.kind = Objects.requireNonNull(kind);
        this.bytes = bytes.clone();
    }

    public SecretKind kind() {
        return kind;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The value as text; empty when its bytes are not UTF-8. */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
