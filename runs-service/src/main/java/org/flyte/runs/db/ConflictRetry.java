package org.flyte.runs.db;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.flyte.platform.database.DatabaseFailure;

/** Repeats statements that PostgreSQL ended because concurrent transactions blocked each other. */
public final class ConflictRetry {
    private static final Duration FIRST_WAIT = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
    private static final int MAX_RETRIES = 5;

    private ConflictRetry() {}

    /** The same, subscribed to again after a conflict; for {@link Uni#plug}. */
    public static <T> Uni<T> of(Uni<T> statement) {
        return statement
                .onFailure(failure -> DatabaseFailure.of(failure).isConflict())
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .atMost(MAX_RETRIES);
    }
}
