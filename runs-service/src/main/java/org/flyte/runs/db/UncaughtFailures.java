package org.flyte.runs.db;

import io.vertx.core.Handler;
import java.util.Arrays;
import org.jboss.logging.Logger;

/**
 * Logs what no code caught, but for one failure: the database client leaves the timer of a call running that got no
 * connection, and the timer finds the call answered. In an outage there is one for each call.
 */
final class UncaughtFailures implements Handler<Throwable> {
    private static final Logger LOG = Logger.getLogger(UncaughtFailures.class);
    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public void handle(Throwable failure) {
        if (isLateTimer(failure)) {
            LOG.debug("late timer of a call for a database connection");
        } else {
            LOG.error("uncaught failure", failure);
        }
    }

    static boolean isLateTimer(Throwable failure) {
        return failure instanceof IllegalStateException
                && Arrays.stream(failure.getStackTrace())
                        .limit(3)
                        .anyMatch(frame -> frame.getClassName().equals(POOL));
    }
}
