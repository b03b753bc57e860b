package org.flyte.runs.db;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Migrates the schema at start, before anything else uses it. A migration that does not get a lock in time gives way to the
 * statements that wait behind it, and is tried again.
 */
@Singleton
class MigrateSchema {
    private static final Logger LOG = Logger.getLogger(MigrateSchema.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Flyway flyway;
    private final MigrationConfig config;

    MigrateSchema(Flyway flyway, MigrationConfig config) {
        this.flyway = flyway;
        this.config = config;
    }

    void onStart(@Observes @Priority(Integer.MIN_VALUE) StartupEvent event) {
        execute();
    }

    /** Fails with FlywayException when a migration fails, or did not get its lock for too long. */
    void execute() {
        long start = System.nanoTime();
        while (true) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException failure) {
                if (!waitedForLock(failure)) {
                    throw failure;
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                if (waited.compareTo(config.giveUpAfter()) >= 0) {
                    throw new FlywayException(
                            "the schema is not migrated: for %d s a transaction has held a lock that a migration needs; end it (see pg_stat_activity) and start again"
                                    .formatted(waited.toSeconds()),
                            failure);
                }
                LOG.warnf(
                        "migration waits for a lock, retried in %d ms; a long transaction holds it (see"
                                + " pg_stat_activity): cause=%s",
                        config.retryAfter().toMillis(), firstLine(failure));
                LockSupport.parkNanos(config.retryAfter().toNanos());
            }
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
