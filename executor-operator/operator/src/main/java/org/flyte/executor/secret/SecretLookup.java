package org.flyte.executor.secret;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;

/**
 * Finds the value of a secret in the narrowest scope that has it. A value that was found is used again for a short time, so that
 * many pods of one task cost one call; that nothing was found is not kept.
 */
final class SecretLookup {
    private static final int MAX_KEPT = 1_000;

    private record Key(SecretScope scope, List<String> names) {}

    private record Kept(SecretValue value, Instant until) {}

    private final SecretManager manager;
    private final Duration keep;
    private final Clock clock;
    private final Map<Key, Kept> found = new RecentMap<>(MAX_KEPT);

    SecretLookup(SecretManager manager, Duration keep, Clock clock) {
        this.manager = manager;
        this.keep = keep;
        this.clock = clock;
    }

    /** @param names in the order of preference within a scope */
    Optional<SecretValue> find(SecretScope scope, List<String> names) {
        Key key = new Key(scope, names);
        Instant now = clock.instant();
        Kept kept = kept(key);
        if (kept != null && kept.until().isAfter(now)) {
            return Optional.of(kept.value());
        }
        Optional<SecretValue> value = read(scope, names);
        keep(key, value.map(read -> new Kept(read, now.plus(keep))));
        return value;
    }

    private Optional<SecretValue> read(SecretScope scope, List<String> names) {
        for (SecretScope wider : scope.widening()) {
            for (String name : names) {
                Optional<SecretValue> value = manager.read(new SecretId(wider, name));
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return Optional.empty();
    }

    private Kept kept(Key key) {
        synchronized (found) {
            return found.get(key);
        }
    }

    private void keep(Key key, Optional<Kept> value) {
        synchronized (found) {
            if (value.isPresent()) {
                found.put(key, value.get());
            } else {
                found.remove(key);
            }
        }
    }
}
