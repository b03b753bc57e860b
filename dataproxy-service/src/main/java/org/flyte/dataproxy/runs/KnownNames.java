package org.flyte.dataproxy.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small set of names that forgets each one after a while, and the oldest when it is full. */
final class KnownNames {
    private static final int MOST = 1024;

    private final Duration life;
    private final Clock clock;
    private final LinkedHashMap<String, Instant> ends = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    KnownNames(Duration life, Clock clock) {
        this.life = life;
        this.clock = clock;
    }

    synchronized boolean has(String name) {
        Instant end = ends.get(name);
        return end != null && clock.instant().isBefore(end);
    }

    synchronized void add(String name) {
        ends.putLast(name, clock.instant().plus(life));
    }
}
