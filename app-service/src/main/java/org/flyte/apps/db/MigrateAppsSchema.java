package org.flyte.apps.db;

import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.flyte.platform.database.MigrationRetryConfig;
import org.flyte.platform.database.SchemaMigration;
import org.flywaydb.core.Flyway;

/** Migrates the schema of app-service at start, before anything else uses it. */
@Singleton
class MigrateAppsSchema {
    private final SchemaMigration migration;

    MigrateAppsSchema(@FlywayDataSource(AppsDatabase.NAME) Flyway flyway, MigrationRetryConfig config) {
        this.migration = new SchemaMigration(flyway, config);
    }

    void onStart(@Observes @Priority(Integer.MIN_VALUE) StartupEvent event) {
        migration.execute();
    }
}
