package org.flyte.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.PreventFurtherStepsException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaMigrationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestDatabase database = RealPostgres.freshDatabase();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Config(MigrationMode mode, Duration retryAfter, Duration giveUpAfter)
            implements MigrationRetryConfig {}

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void triesAgainWhenItDoesNotGetALock() throws SQLException {
        migration("1", Duration.ZERO).execute();
        CompletableFuture<Void> migrated;
        try (Connection reader = longTransaction()) {
            migrated = CompletableFuture.runAsync(migration("2", Duration.ofMinutes(1))::execute, threads);
            await().during(Duration.ofSeconds(1)).atMost(TIMEOUT).until(() -> !migrated.isDone());
            reader.rollback();
        }

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
        execute("SELECT b FROM example");
    }

    @Test
    void saysWhatToDoWhenItGivesUp() throws SQLException {
        migration("1", Duration.ZERO).execute();
        try (Connection reader = longTransaction()) {
            assertThatThrownBy(() -> migration("2", Duration.ofSeconds(1)).execute())
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("a transaction has held a lock that a migration needs; end it");
            reader.rollback();
        }
    }

    @Test
    void failsAtOnceForAnotherReason() throws SQLException {
        migration("1", Duration.ZERO).execute();
        execute("ALTER TABLE example ADD COLUMN b INT");

        assertThatThrownBy(() -> migration("2", Duration.ofMinutes(1)).execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void namesTheKeysToCheckWhenNoConnectionIsMade() {
        String nowhere = "jdbc:postgresql://localhost:1/flyte";

        assertThatThrownBy(() -> migration(nowhere, TestDatabase.USER, "1", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("check flyte.database.host and flyte.database.port");
        assertThatThrownBy(() -> migration(named("nothing_there"), TestDatabase.USER, "1", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("correct flyte.database.name");
        assertThatThrownBy(() -> migration(database.jdbcUrl(), "nobody", "1", Duration.ZERO)
                        .execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("check flyte.database.username and flyte.database.password");
    }

    @Test
    void waitsForTheDatabase() throws SQLException {
        String name = "late_" + System.nanoTime();
        SchemaMigration migration = migration(named(name), TestDatabase.USER, "1", Duration.ofMinutes(1));
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(migration::execute, threads);
        await().during(Duration.ofMillis(500)).atMost(TIMEOUT).until(() -> !migrated.isDone());

        execute("CREATE DATABASE " + name);

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
        assertThat(migrated).isCompleted();
    }

    @Test
    void stopsWaitingWhenItIsInterrupted() throws InterruptedException {
        SchemaMigration migration =
                migration("jdbc:postgresql://localhost:1/flyte", TestDatabase.USER, "1", Duration.ofMinutes(1));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread starting = Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, e) -> failure.set(e))
                .start(migration::execute);
        await().atMost(TIMEOUT).until(() -> starting.getState() == Thread.State.TIMED_WAITING);

        starting.interrupt();

        assertThat(starting.join(TIMEOUT)).isTrue();
        assertThat(failure.get())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("the process was told to end");
    }

    @Test
    void endsTheProcessWhenItIsOnlyToMigrate() throws SQLException {
        SchemaMigration job = migration(MigrationMode.ONLY, "2", Duration.ZERO);

        assertThatThrownBy(job::execute)
                .isInstanceOfSatisfying(
                        PreventFurtherStepsException.class,
                        end -> assertThat(end.getExitCode()).isZero());
        execute("SELECT b FROM example");
        assertThatThrownBy(job::execute).isInstanceOf(PreventFurtherStepsException.class);
    }

    @Test
    void waitsForTheMigrationByAnotherProcess() throws SQLException {
        migration("1", Duration.ZERO).execute();
        SchemaMigration waiting = migration(MigrationMode.WAIT, "2", Duration.ofMinutes(1));
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(waiting::execute, threads);
        await().during(Duration.ofMillis(500)).atMost(TIMEOUT).until(() -> !migrated.isDone());
        assertThatThrownBy(() -> execute("SELECT b FROM example")).isInstanceOf(SQLException.class);

        migration("2", Duration.ZERO).execute();

        await().atMost(TIMEOUT).until(migrated::isDone);
        migrated.join();
    }

    @Test
    void startsOnANewerSchemaThanItsOwn() {
        migration("2", Duration.ZERO).execute();

        migration(MigrationMode.WAIT, "1", Duration.ZERO).execute();
    }

    @Test
    void saysThatNobodyHasMigrated() {
        assertThatThrownBy(
                        () -> migration(MigrationMode.WAIT, "2", Duration.ZERO).execute())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("2 migrations are pending")
                .hasMessageContaining("run the migration Job");
    }

    /** The address of another database of the same server. */
    private String named(String name) {
        return database.jdbcUrl().replaceFirst("/[^/?]+(?=$|[?])", "/" + name);
    }

    private SchemaMigration migration(String version, Duration giveUpAfter) {
        return migration(database.jdbcUrl(), TestDatabase.USER, version, giveUpAfter);
    }

    private static SchemaMigration migration(String url, String user, String version, Duration giveUpAfter) {
        return migration(MigrationMode.AT_START, url, user, version, giveUpAfter);
    }

    private SchemaMigration migration(MigrationMode mode, String version, Duration giveUpAfter) {
        return migration(mode, database.jdbcUrl(), TestDatabase.USER, version, giveUpAfter);
    }

    private static SchemaMigration migration(
            MigrationMode mode, String url, String user, String version, Duration giveUpAfter) {
        Flyway flyway = Flyway.configure()
                .dataSource(url, user, TestDatabase.PASSWORD)
                .locations("db/migration/example")
                .target(version)
                .load();
        return new SchemaMigration(flyway, new Config(mode, Duration.ofMillis(300), giveUpAfter));
    }

    private Connection longTransaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM example");
        }
        return connection;
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
