package org.flyte.platform.secrets;

import java.util.Objects;

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

    public int size() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
