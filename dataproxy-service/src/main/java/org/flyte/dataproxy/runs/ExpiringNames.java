package org.flyte.dataproxy.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bounded set of names: each expires after a while, and the oldest is evicted when the set is full. */
final class ExpiringNames {
    private static final int CAPACITY = 1024;

    private final Duration lifetime;
    private final Clock clock;
    private final LinkedHashMap<String, Instant> ends = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > CAPACITY;
        }
    };

    ExpiringNames(Duration lifetime, Clock clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    synchronized boolean has(String name) {
        Instant end = ends.get(name);
        return end != null && clock.instant().isBefore(end);
    }

    synchronized void add(String name) {
        ends.putLast(name, clock.instant().plus(lifetime));
    }
}
