package org.flyte.platform.database;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings a schema to the version of this process, or waits until another process has. A migration that does not get a lock in time gives way to the statements that wait behind it, and is tried again; so
 * is one that gets no connection. The wait ends when the process is told to end.
 */
public record SchemaMigration(Flyway flyway, MigrationRetryConfig config) {
    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * Returns when the schema is there. Fails with FlywayException when a migration fails, did not get its lock or a connection for too
     * long, was not made by another process in time, or was interrupted.
     *
     * @throws PreventFurtherStepsException when the process was only to migrate: it ends with exit code 0
     */
    public void execute() {
        // Quarkus answers SIGTERM only once the start has ended.
        Thread interrupt = new Thread(Thread.currentThread()::interrupt, "end-of-migration");
        Runtime.getRuntime().addShutdownHook(interrupt);
        try {
            retry();
        } finally {
            forget(interrupt);
        }
        if (config.mode() == MigrationMode.ONLY) {
            LOG.info("the schema is migrated; this process has nothing else to do");
            // The exception ends the start; without the request the process would then wait to be told to end.
            Quarkus.asyncExit(0);
            throw new PreventFurtherStepsException(0);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is ending", e);
        }
    }

    private void retry() {
        long start = System.nanoTime();
        Optional<ConnectionProblem> logged = Optional.empty();
        while (true) {
            try {
                migrateOrWait(start);
                return;
            } catch (FlywayException failure) {
                Optional<ConnectionProblem> problem = ConnectionProblem.of(failure);
                if (problem.isEmpty() && !waitedForLock(failure)) {
                    throw failure;
                }
                giveUpAfter(Duration.ofNanos(System.nanoTime() - start), problem, failure);
                if (problem.isEmpty() || !problem.equals(logged)) {
                    log(problem, failure);
                }
                logged = problem;
                pause(failure);
            }
        }
    }

    private void migrateOrWait(long start) {
        if (config.mode() != MigrationMode.WAIT) {
            flyway.migrate();
            return;
        }
        boolean logged = false;
        for (int pending = pending(); pending > 0; pending = pending()) {
            FlywayException missing = new FlywayException("%d migrations are pending".formatted(pending));
            if (Duration.ofNanos(System.nanoTime() - start).compareTo(config.giveUpAfter()) >= 0) {
                throw new FlywayException(
                        "the schema is not migrated: %d migrations are pending, and flyte.database.migration.mode is wait; run the migration Job"
                                .formatted(pending));
            }
            if (!logged) {
                LOG.infof("waiting for the migration of the schema by another process: pending=%d", pending);
                logged = true;
            }
            pause(missing);
        }
    }

    private int pending() {
        return flyway.info().pending().length;
    }

    private void pause(FlywayException failure) {
        try {
            Thread.sleep(config.retryAfter());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlywayException("the schema is not migrated: the process was told to end", failure);
        }
    }

    private void giveUpAfter(Duration waited, Optional<ConnectionProblem> problem, FlywayException failure) {
        if (waited.compareTo(config.giveUpAfter()) >= 0) {
            String cause = problem.map(ConnectionProblem::remedy)
                    .orElse("a transaction has held a lock that a migration needs; end it (see pg_stat_activity)");
            throw new FlywayException(
                    "the schema is not migrated: for %d s %s, and start again".formatted(waited.toSeconds(), cause),
                    failure);
        }
    }

    private void log(Optional<ConnectionProblem> problem, FlywayException failure) {
        if (problem.isPresent()) {
            LOG.warnf(
                    "%s; retried every %d ms: cause=%s",
                    problem.get().remedy(), config.retryAfter().toMillis(), firstLine(failure));
        } else {
            LOG.warnf(
                    "migration waits for a lock, retried in %d ms; a long transaction holds it (see"
                            + " pg_stat_activity): cause=%s",
                    config.retryAfter().toMillis(), firstLine(failure));
        }
    }

    private static boolean waitedForLock(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException e && LOCK_NOT_AVAILABLE.equals(e.getSQLState()));
    }

    private static String firstLine(FlywayException failure) {
        return failure.getMessage()
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }
}
