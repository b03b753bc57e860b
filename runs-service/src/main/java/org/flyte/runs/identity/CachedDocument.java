package org.flyte.runs.identity;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A document of another server. One request reads it for all who wait; an old one is answered at once while it is read
 * again; and after a failure nobody asks for a while, so that an outage of the other server costs no threads or waits here.
 */
final class CachedDocument<T> {
    private final Supplier<Uni<T>> load;
    private final Duration freshFor;
    private final Duration failedFor;
    private final Clock clock;

    private T value;
    private Instant freshUntil = Instant.MIN;
    private Throwable failure;
    private Instant failedUntil = Instant.MIN;
    private Uni<T> running;

    CachedDocument(Supplier<Uni<T>> load, Duration freshFor, Duration failedFor, Clock clock) {
        this.load = load;
        this.freshFor = freshFor;
        this.failedFor = failedFor;
        this.clock = clock;
    }

    /** Fails only when there is no document yet. */
    Uni<T> get() {
        Uni<T> started = null;
        Uni<T> answer;
        synchronized (this) {
            Instant now = clock.instant();
            if (now.isBefore(freshUntil)) {
                return Uni.createFrom().item(value);
            }
            if (running == null && !now.isBefore(failedUntil)) {
                started =
                        load.get().onItemOrFailure().invoke(this::end).memoize().indefinitely();
                running = started;
            }
            answer = answer();
        }
        if (started != null) {
            started.subscribe().with(item -> {}, ignored -> {});
        }
        return answer;
    }

    private Uni<T> answer() {
        if (value != null) {
            return Uni.createFrom().item(value);
        }
        return running != null ? running : Uni.createFrom().failure(failure);
    }

    private synchronized void end(T loaded, Throwable cause) {
        running = null;
        failure = cause;
        if (cause == null) {
            value = loaded;
            freshUntil = clock.instant().plus(freshFor);
        } else {
            failedUntil = clock.instant().plus(failedFor);
        }
    }
}
