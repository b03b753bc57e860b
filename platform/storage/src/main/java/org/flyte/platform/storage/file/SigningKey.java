package org.flyte.platform.storage.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The secret that signs URLs: the configured one, else a random one that is kept in a file outside the store, so that
 * URLs outlive a restart and pods, which share the store's folder, cannot read it.
 */
public final class SigningKey {
    private static final int BYTES = 32;

    private final Path file;
    private volatile byte[] key;

    public SigningKey(Path file, Optional<String> configured) {
        this.file = file.toAbsolutePath();
        this.key = configured.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    byte[] bytes() {
        byte[] known = key;
        if (known == null) {
            known = readOrCreate();
            key = known;
        }
        return known;
    }

    private byte[] readOrCreate() {
        try {
            return read();
        } catch (NoSuchFileException e) {
            return create();
        } catch (IOException e) {
            throw unavailable(e, "read");
        }
    }

    private byte[] create() {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        try {
            Files.createDirectories(file.getParent());
            Path temp = Files.createTempFile(
                    file.getParent(),
                    "links",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(temp, fresh);
                // A hard link fails when the name is taken: of two replicas one creates the key, and both read it.
                Files.createLink(file, temp);
            } catch (FileAlreadyExistsException e) {
                return read();
            } finally {
                Files.delete(temp);
            }
            return fresh;
        } catch (IOException e) {
            throw unavailable(e, "written");
        }
    }

    private Unavailable unavailable(IOException cause, String what) {
        return new Unavailable(
                cause,
                "the signing key %s cannot be %s: set flyte.storage.links.key-file or flyte.storage.links.secret",
                file,
                what);
    }

    private byte[] read() throws IOException {
        byte[] stored = Files.readAllBytes(file);
        if (stored.length != BYTES) {
            throw new IOException("the signing key " + file + " is damaged: delete it");
        }
        return stored;
    }
}
