package org.flyte.runs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Migrations beside a transaction that has read the table of actions and does not end. */
class MigrateSchemaTest {
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestDatabase database = RealPostgres.freshDatabase();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Config(Duration lockTimeout, Duration retryAfter, Duration giveUpAfter) implements MigrationConfig {}

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
    void saysWhatToDoWhenItGivesUp() throws SQLException {
        migration("5.2", Duration.ZERO).execute();
        try (Connection reader = longTransaction()) {
            assertThatThrownBy(() -> migration("5.3", Duration.ofSeconds(1)).execute())
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("a transaction has held a lock that a migration needs; end it");
            reader.rollback();
        }
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

    @Test
    void failsAtOnceForAnotherReason() throws SQLException {
        migration("5.2", Duration.ZERO).execute();
        execute("ALTER TABLE actions ADD COLUMN recover_run TEXT");

        assertThatThrownBy(() -> migration("5.3", Duration.ofMinutes(1)).execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("recover_run");
    }

    @Test
    void namesTheKeysToCheckWhenNoConnectionIsMade() {
        String nowhere = "jdbc:postgresql://localhost:1/flyte";
        String missing = database.jdbcUrl().replaceFirst("/[^/?]+(?=$|[?])", "/nothing_there");

        assertThatThrownBy(() -> migration(nowhere, TestDatabase.USER, "5.2", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("check flyte.database.host and flyte.database.port");
        assertThatThrownBy(() -> migration(missing, TestDatabase.USER, "5.2", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("correct flyte.database.name");
        assertThatThrownBy(() -> migration(database.jdbcUrl(), "nobody", "5.2", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("check flyte.database.username and flyte.database.password");
    }

    @Test
    void waitsForTheDatabase() throws SQLException {
        String late = database.jdbcUrl().replaceFirst("/[^/?]+(?=$|[?])", "/late_" + System.nanoTime());
        MigrateSchema migration = migration(late, TestDatabase.USER, "5.2", Duration.ofMinutes(1));
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(migration::execute, threads);
        await().during(Duration.ofMillis(500)).atMost(TIMEOUT).until(() -> !migrated.isDone());

        execute("CREATE DATABASE " + late.replaceFirst(".*/([^/?]+).*", "$1"));

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
    }

    private MigrateSchema migration(String version, Duration giveUpAfter) {
        return migration(database.jdbcUrl(), TestDatabase.USER, version, giveUpAfter);
    }

    private static MigrateSchema migration(String url, String user, String version, Duration giveUpAfter) {
        MigrationConfig config = new Config(LOCK_TIMEOUT, Duration.ofMillis(300), giveUpAfter);
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(url, user, TestDatabase.PASSWORD)
                .locations("db/migration/runs")
                .target(version);
        new MigrationSettings().customize(configuration);
        new MigrationLockTimeout(config).customize(configuration);
        return new MigrateSchema(configuration.load(), config);
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

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
    }
}
