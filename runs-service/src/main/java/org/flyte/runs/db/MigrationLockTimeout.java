package org.flyte.runs.db;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Limits how long a migration waits for a lock. A migration without a transaction has no limit: it takes no lock that others
 * wait behind, and CREATE INDEX CONCURRENTLY, which waits for all transactions that are older, would leave an invalid index.
 */
@Singleton
public class MigrationLockTimeout implements FlywayConfigurationCustomizer {
    private final MigrationConfig config;

    MigrationLockTimeout(MigrationConfig config) {
        this.config = config;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.callbacks(new SetLockTimeout(config.lockTimeout().toMillis()));
    }

    private record SetLockTimeout(long millis) implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try (Statement statement = context.getConnection().createStatement()) {
                boolean inTransaction = !context.getConnection().getAutoCommit();
                statement.execute("SET lock_timeout = " + (inTransaction ? millis : 0));
            } catch (SQLException e) {
                throw new FlywayException("lock_timeout cannot be set: " + e.getMessage(), e);
            }
        }

        @Override
        public String getCallbackName() {
            return "lock timeout";
        }
    }
}
