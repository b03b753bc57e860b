package org.flyte.platform.database;

import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.TransactionRollbackException;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * A failed statement.
 *
 * @param cause what went wrong, without what others wrapped around it
 * @param sqlState SQLSTATE code, "" when PostgreSQL did not answer
 */
public record DatabaseFailure(Throwable cause, String sqlState) {
    private static final String DEADLOCK = "40P01";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String LIMIT_EXCEEDED = "54";
    private static final String READ_ONLY = "25006";
    private static final String CONNECTION_EXCEPTION = "08";
    private static final String INSUFFICIENT_RESOURCES = "53";
    private static final String OPERATOR_INTERVENTION = "57";

    public static DatabaseFailure of(Throwable failure) {
        Throwable cause = failure;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new DatabaseFailure(
                cause, cause instanceof PgException e && e.getSqlState() != null ? e.getSqlState() : "");
    }

    /** What waits, combines several failures (the first is the cause) or maps entities adds nothing. */
    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof CompositeException
                || failure instanceof PersistenceException;
    }

    /** Concurrent transactions blocked each other: the same statement succeeds when repeated. */
    public boolean isConflict() {
        return sqlState.equals(DEADLOCK) || sqlState.equals(SERIALIZATION_FAILURE);
    }

    /**
     * The data of some row of the statement is invalid; the other rows could be written. Any failure that is neither the
     * database's answer nor an outage counts: it came from reading a row.
     */
    public boolean isCausedByData() {
        return is(DATA_EXCEPTION)
                || is(INTEGRITY_VIOLATION)
                || is(LIMIT_EXCEEDED)
                || (sqlState.isEmpty() && !isOutage() && cause instanceof RuntimeException);
    }

    /** The database is unavailable: the same statement may succeed later. */
    public boolean isOutage() {
        if (!sqlState.isEmpty()) {
            return is(CONNECTION_EXCEPTION)
                    || is(INSUFFICIENT_RESOURCES)
                    || is(OPERATOR_INTERVENTION)
                    || sqlState.equals(READ_ONLY)
                    || isConflict();
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof TransactionRollbackException
                || cause instanceof Unavailable
                || cause instanceof VertxException
                || cause.getClass().getName().endsWith("NoStackTraceThrowable");
    }

    /**
     * The failure as callers get it: a {@link FlyteException} for invalid data and outages, else the cause: a statement that
     * the database refuses is a defect, which no retry mends.
     */
    public Throwable toCallerFailure() {
        if (cause instanceof FlyteException) {
            return cause;
        }
        if (is(DATA_EXCEPTION)) {
            return new InvalidArgument("a field has a value that cannot be stored: %s", firstLine(cause.getMessage()));
        }
        return isOutage() ? new Unavailable(cause, "database unavailable; try again") : cause;
    }

    private boolean is(String sqlStateClass) {
        return sqlState.startsWith(sqlStateClass);
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
