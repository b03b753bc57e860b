package org.flyte.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secrets that survive restarts: random, one file each, which only the user reads.
 *
 * @param folder that holds the files; it must exist
 */
public record SecretFiles(Path folder) {
    private static final int BYTES = 24;

    /** Returns the secret of a name, made at the first time. */
    public String get(String name) {
        Path file = file(name);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            String secret = random();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret + "\n");
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where the secret of a name is. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Returns a secret that is kept nowhere: letters, digits, {@code -} and {@code _}. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
