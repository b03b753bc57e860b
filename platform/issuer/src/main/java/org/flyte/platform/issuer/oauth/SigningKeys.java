package org.flyte.platform.issuer.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The keys that sign tokens, newest first, in a file that only the user reads. */
public final class SigningKeys {
    private static final int BITS = 2048;

    private final Path file;
    private final Duration rotation;
    private final Duration published;
    private final Clock clock;
    private List<RSAKey> keys;

    /**
     * Reads the keys, and makes one when there is none.
     *
     * @param rotation age at which a key is replaced
     * @param overlap how long a replaced key is still published
     */
    public SigningKeys(Path folder, Duration rotation, Duration overlap, Clock clock) {
        this.file = folder.resolve("signing-keys.json");
        this.rotation = rotation;
        this.published = rotation.plus(overlap);
        this.clock = clock;
        this.keys = read();
        current();
    }

    /** Returns the key that signs now; a new one when the last one is too old. */
    synchronized RSAKey current() {
        Instant now = clock.instant();
        if (keys.isEmpty() || isOlder(keys.getFirst(), rotation, now)) {
            rotate(now);
        }
        return keys.getFirst();
    }

    /** Returns what verifies tokens that have not expired. */
    public synchronized JWKSet published() {
        return new JWKSet(List.<JWK>copyOf(keys)).toPublicJWKSet();
    }

    private void rotate(Instant now) {
        List<RSAKey> kept = new ArrayList<>();
        kept.add(generate(now));
        keys.stream().filter(key -> !isOlder(key, published, now)).forEach(kept::add);
        write(kept);
        keys = List.copyOf(kept);
    }

    private static boolean isOlder(JWK key, Duration age, Instant now) {
        return key.getIssueTime().toInstant().plus(age).isBefore(now);
    }

    private static RSAKey generate(Instant now) {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .issueTime(Date.from(now))
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no signing key can be made", e);
        }
    }

    private List<RSAKey> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return JWKSet.load(file.toFile()).getKeys().stream()
                    .map(JWK::toRSAKey)
                    .toList();
        } catch (IOException | ParseException | ClassCastException e) {
            throw new IllegalStateException("signing keys cannot be read: remove " + file, e);
        }
    }

    private void write(List<RSAKey> wanted) {
        Path fresh = file.resolveSibling("signing-keys.new");
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, new JWKSet(List.<JWK>copyOf(wanted)).toString(false));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
