package org.flyte.runs.db;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Replicas that start together migrate one after the other, by a lock of their session. Flyway's own choice, a lock of a
 * transaction, would be waited for by CREATE INDEX CONCURRENTLY for ever.
 */
@Singleton
public class MigrationLock implements FlywayConfigurationCustomizer {
    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    }
}
