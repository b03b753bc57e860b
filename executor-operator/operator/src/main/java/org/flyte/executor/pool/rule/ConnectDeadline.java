package org.flyte.executor.pool.rule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Until when the supervisor of a pod has to connect. An operator that was started again knows nothing of earlier connections: for pods that
 * are older, the time counts from when it has known their pool.
 *
 * @param knownSince when this operator began to know the pool
 * @param timeout how long a supervisor may take
 */
public record ConnectDeadline(Instant knownSince, Duration timeout) {
    /** @param runningSince when the pod began to run */
    public Instant of(Instant runningSince) {
        return (runningSince.isBefore(knownSince) ? knownSince : runningSince).plus(timeout);
    }

    /** Whether a pod was made for an earlier operator, to which its supervisor may have been connected. Kubernetes counts whole seconds. */
    public boolean isOlder(Instant created) {
        return created.isBefore(knownSince.truncatedTo(ChronoUnit.SECONDS));
    }
}
