package org.flyte.platform.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A bounded map whose entries expire: each some time after it was put, or when newer ones take its place. Thread-safe. */
public final class ExpiringMap<K, V> {
    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<K, Entry<V>> entries;

    private record Entry<V>(V value, Instant end) {}

    /** @param max number of entries, at least 1 */
    public ExpiringMap(int max, Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
        this.entries = new RecentMap<>(max);
    }

    /** Returns the value of a key unless it has expired. */
    public synchronized Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> clock.instant().isBefore(entry.end()))
                .map(Entry::value);
    }

    public synchronized void put(K key, V value) {
        entries.put(key, new Entry<>(value, clock.instant().plus(lifetime)));
    }
}
