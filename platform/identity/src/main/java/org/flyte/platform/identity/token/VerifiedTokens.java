package org.flyte.platform.identity.token;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.model.Sha256;

/** Tokens that have been verified, by their SHA-256: the tokens themselves are not kept. */
final class VerifiedTokens {
    private final Map<ByteBuffer, VerifiedToken> tokens;

    VerifiedTokens(int max) {
        tokens = new RecentMap<>(max);
    }

    static ByteBuffer key(String token) {
        return ByteBuffer.wrap(Sha256.digest(token)).asReadOnlyBuffer();
    }

    /** Returns what the token says unless it has expired. */
    synchronized Optional<VerifiedToken> find(ByteBuffer key, Instant now) {
        VerifiedToken found = tokens.get(key);
        if (found != null && !found.expiry().isAfter(now)) {
            tokens.remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(found);
    }

    synchronized void add(ByteBuffer key, VerifiedToken token) {
        tokens.put(key, token);
    }
}
