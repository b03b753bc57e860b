package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts attempts by their source, and refuses those beyond a number in each window of time. */
public final class AttemptLimit {
    private static final int MAX_SOURCES = 10_000;
    /** Counted together when there are too many sources. */
    private static final String OTHERS = "";

    private record Window(Instant until, int attempts) {}

    private final int limit;
    private final Duration window;
    private final Clock clock;
    private final Map<String, Window> sources = new HashMap<>();

    public AttemptLimit(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.window = window;
        this.clock = clock;
    }

    /** Counts an attempt; fails when the source has no more in this window. */
    public synchronized void count(String source) {
        Instant now = clock.instant();
        String key = key(source, now);
        Window current = current(key, now);
        if (current.attempts() >= limit) {
            throw OAuthException.busy("too many attempts; try again in " + window.toSeconds() + " s");
        }
        sources.put(key, new Window(current.until(), current.attempts() + 1));
    }

    /** Forgets the attempts of a source, which has succeeded. */
    public synchronized void reset(String source) {
        sources.remove(source);
    }

    private Window current(String key, Instant now) {
        Window found = sources.get(key);
        return found == null || !now.isBefore(found.until()) ? new Window(now.plus(window), 0) : found;
    }

    private String key(String source, Instant now) {
        if (sources.size() < MAX_SOURCES || sources.containsKey(source)) {
            return source;
        }
        sources.values().removeIf(old -> !now.isBefore(old.until()));
        return sources.size() < MAX_SOURCES ? source : OTHERS;
    }
}
