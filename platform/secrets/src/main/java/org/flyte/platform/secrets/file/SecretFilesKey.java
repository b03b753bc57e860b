package org.flyte.platform.secrets.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * The AES-256 key of a folder of secrets, in a file with mode 0600 that is created with the first secret. Encrypts with GCM and a
 * fresh nonce, which stands before the ciphertext.
 */
final class SecretFilesKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private SecretKey key;

    SecretFilesKey(Path file) {
        this.file = file;
    }

    /** @param context must be the same when it is decrypted */
    byte[] encrypt(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }

    /** Empty when it was encrypted with another key or context, or was changed. */
    Optional<byte[]> decrypt(byte[] sealed, byte[] context) {
        if (sealed.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), context);
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private synchronized SecretKey key() {
        if (key == null) {
            key = new SecretKeySpec(readOrCreate(), "AES");
        }
        return key;
    }

    private byte[] readOrCreate() {
        try {
            try {
                return read();
            } catch (NoSuchFileException e) {
                return create();
            }
        } catch (IOException e) {
            throw new Unavailable(e, "the key of the secrets, %s, cannot be read or written", file);
        }
    }

    private byte[] read() throws IOException {
        byte[] stored = Files.readAllBytes(file);
        if (stored.length != KEY_BYTES) {
            throw new FailedPrecondition("the key of the secrets, %s, is damaged: restore it from a backup", file);
        }
        return stored;
    }

    private byte[] create() throws IOException {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(
                folder,
                "key",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(temporary, fresh);
            // A hard link fails when the name is taken: of two writers one creates the key, and both read it.
            Files.createLink(file, temporary);
            return fresh;
        } catch (FileAlreadyExistsException e) {
            return read();
        } finally {
            Files.delete(temporary);
        }
    }
}
