package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values that are forgotten at their time. There are never more than a fixed number of them: a full store refuses further
 * ones, so that nobody pushes out what others need.
 */
final class ExpiringStore<V> {
    private record Entry<V>(V value, Instant until) {}

    private final int capacity;
    private final Clock clock;
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>();

    ExpiringStore(int capacity, Clock clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    /** Keeps a value; fails when the store is full. */
    synchronized void put(String key, V value, Instant until) {
        if (entries.size() >= capacity && !entries.containsKey(key)) {
            Instant now = clock.instant();
            entries.values().removeIf(entry -> !now.isBefore(entry.until()));
            if (entries.size() >= capacity) {
                throw OAuthException.busy("too many open logins; try again later");
            }
        }
        entries.put(key, new Entry<>(value, until));
    }

    /** Returns a value that is kept and has not expired. */
    synchronized Optional<V> find(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null || !clock.instant().isBefore(entry.until())
                ? Optional.empty()
                : Optional.of(entry.value());
    }

    /** Forgets a value, and returns it if it had not expired. */
    synchronized Optional<V> remove(String key) {
        Optional<V> found = find(key);
        entries.remove(key);
        return found;
    }
}
