package org.flyte.dataproxy.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.flyte.platform.model.RecentMap;

/** A bounded set of names: each expires after a while, and the one used longest ago is evicted when the set is full. */
final class ExpiringNames {
    private static final int CAPACITY = 1024;

    private final Duration lifetime;
    private final Clock clock;
    private final Map<String, Instant> ends = new RecentMap<>(CAPACITY);

    ExpiringNames(Duration lifetime, Clock clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    synchronized boolean has(String name) {
        Instant end = ends.get(name);
        return end != null && clock.instant().isBefore(end);
    }

    synchronized void add(String name) {
        ends.put(name, clock.instant().plus(lifetime));
    }
}
