package org.flyte.platform.secrets.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.StoredSecret;

/** The content of a file before it is encrypted: what is known of a secret, and its value. */
record SecretFile(StoredSecret secret, SecretValue value) {
    private static final int LAYOUT = 1;

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LAYOUT);
            out.writeUTF(secret.id().scope().project());
            out.writeUTF(secret.id().scope().domain());
            out.writeUTF(secret.id().name());
            out.writeUTF(secret.kind().name());
            out.writeLong(secret.createdAt().toEpochMilli());
            out.writeInt(value.size());
            out.write(value.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static SecretFile parse(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int layout = in.readUnsignedByte();
            if (layout != LAYOUT) {
                throw new IOException("layout %d is not supported".formatted(layout));
            }
            SecretScope scope = new SecretScope(in.readUTF(), in.readUTF());
            SecretId id = new SecretId(scope, in.readUTF());
            SecretKind kind = SecretKind.valueOf(in.readUTF());
            Instant createdAt = Instant.ofEpochMilli(in.readLong());
            byte[] value = in.readNBytes(in.readInt());
            return new SecretFile(new StoredSecret(id, kind, createdAt), new SecretValue(kind, value));
        }
    }
}
