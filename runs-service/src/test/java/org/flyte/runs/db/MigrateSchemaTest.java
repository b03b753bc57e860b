package org.flyte.runs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.platform.database.MigrationMode;
import org.flyte.platform.database.MigrationRetryConfig;
import org.flyte.platform.database.SchemaMigration;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Migrations beside a transaction that has read the table of actions and does not end. */
class MigrateSchemaTest {
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestDatabase database = RealPostgres.freshDatabase();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Config(Duration lockTimeout, Duration retryAfter, Duration giveUpAfter)
            implements MigrationConfig, MigrationRetryConfig {
        @Override
        public MigrationMode mode() {
            return MigrationMode.AT_START;
        }
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void letsOtherStatementsPassWhileItWaitsForALongTransaction() throws SQLException {
        migration("5.2", Duration.ZERO).execute();
        CompletableFuture<Void> migrated;
        try (Connection reader = longTransaction()) {
            migrated = CompletableFuture.runAsync(migration("5.3", Duration.ofMinutes(1))::execute, threads);

            for (int i = 0; i < 20; i++) {
                assertThat(count("SELECT count(*) FROM actions")).isZero();
            }
            await().during(LOCK_TIMEOUT.multipliedBy(5)).atMost(TIMEOUT).until(() -> !migrated.isDone());
            assertThat(count("SELECT count(*) FROM actions")).isZero();
            reader.commit();
        }

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
        assertThat(count("SELECT count(recover_run) FROM actions")).isZero();
    }

    @Test
    void waitsWithoutLimitToBuildAnIndexBesideWriters() throws SQLException {
        migration("5.1", Duration.ZERO).execute();
        CompletableFuture<Void> migrated;
        try (Connection reader = longTransaction()) {
            migrated = CompletableFuture.runAsync(migration("5.2", Duration.ZERO)::execute, threads);
            await().during(LOCK_TIMEOUT.multipliedBy(5)).atMost(TIMEOUT).until(() -> !migrated.isDone());
            reader.commit();
        }

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
        assertThat(count("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    }

    private SchemaMigration migration(String version, Duration giveUpAfter) {
        Config config = new Config(LOCK_TIMEOUT, Duration.ofMillis(300), giveUpAfter);
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD)
                .locations("db/migration/runs")
                .target(version);
        new MigrationSettings().customize(configuration);
        new MigrationLockTimeout(config).customize(configuration);
        return new SchemaMigration(configuration.load(), config);
    }

    private Connection longTransaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM actions");
        }
        return connection;
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '5s'");
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
    }
}
