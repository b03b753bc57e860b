package org.flyte.runs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flyte.platform.database.DatabaseFailure;
import org.flyte.platform.testkit.FaultyNetwork;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pools of the service when the network or PostgreSQL fails, with short timeouts. */
class DatabaseOutageTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private FaultyNetwork network;
    private DatabasePools pools;
    private Pool pool;

    @BeforeEach
    void connect() throws Exception {
        TestDatabase database = RealPostgres.freshDatabase();
        network = new FaultyNetwork(vertx, database.port());
        pools = new DatabasePools(new ShortTimeouts());
        pool = Pool.newInstance(pools.create(new Configured(
                vertx,
                PgConnectOptions.fromUri(database.reactiveUrl())
                        .setPort(network.port())
                        .setUser(TestDatabase.USER)
                        .setPassword(TestDatabase.PASSWORD))));
        assertThat(failureOf("SELECT 1")).isNull();
    }

    @AfterEach
    void close() throws Exception {
        pool.closeAndAwait();
        pools.close();
        network.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void failsCallsOnAConnectionWhosePacketsAreLost() {
        network.losePackets();

        assertThat(failureOf("SELECT 1")).matches(DatabaseOutageTest::isOutage, "is an outage");

        network.repair();
        recovers();
    }

    @Test
    void failsCallsWhilePostgresIsDownAndRecoversWithoutARestart() {
        network.refuse();

        assertThat(Stream.generate(() -> failureOf("SELECT 1")).limit(20))
                .allMatch(failure -> failure != null && isOutage(failure));

        network.repair();
        recovers();
    }

    @Test
    void waitsForAFreeConnectionForALimitedTime() {
        List<Uni<?>> calls = Stream.<Uni<?>>generate(
                        () -> pool.query("SELECT pg_sleep(0.9)").execute())
                .limit(12)
                .toList();

        List<Throwable> failures = calls.stream()
                .map(call -> call.<Throwable>map(rows -> null).onFailure().recoverWithItem(failure -> failure))
                .map(Uni::subscribeAsCompletionStage)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .filter(Objects::nonNull)
                .toList();

        assertThat(failures).isNotEmpty().allMatch(DatabaseOutageTest::isOutage, "is an outage");
    }

    @Test
    void logsNoLateTimersOfTheClient() {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(failure -> uncaught.add(failure));
        network.refuse();
        for (int i = 0; i < 20; i++) {
            failureOf("SELECT 1");
        }

        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(uncaught).isNotEmpty().allMatch(UncaughtFailures::isLateTimer, "is a late timer");
    }

    @Test
    void failsCallsWhoseConnectionIsCut() {
        Uni<?> running = pool.query("SELECT pg_sleep(1)").execute();
        var answer = running.subscribeAsCompletionStage();
        network.cut();

        assertThat(answer).failsWithin(LIMIT);
        recovers();
    }

    @Test
    void endsStatementsThatTakeTooLong() {
        assertThat(failureOf("SELECT pg_sleep(10)"))
                .hasMessageContaining("statement timeout")
                .matches(DatabaseOutageTest::isOutage, "is an outage");
        assertThat(failureOf("SELECT 1")).isNull();
    }

    @Test
    void makesUnusedConnectionsAgain() {
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(failureOf("SELECT 1")).isNull();
    }

    /** Nothing is read while PostgreSQL works, so the limit of a connection counts from before its statement. */
    @Test
    void handsOutNoConnectionThatIsAboutToBeClosed() {
        assertThat(failureOf("SELECT 1")).isNull();
        await().pollDelay(Duration.ofMillis(1700)).until(() -> true);

        assertThat(failureOf("SELECT pg_sleep(0.7)")).isNull();
    }

    private void recovers() {
        await().atMost(LIMIT).until(() -> failureOf("SELECT 1") == null);
        assertThat(Stream.generate(() -> failureOf("SELECT 1")).limit(20)).containsOnlyNulls();
    }

    private static boolean isOutage(Throwable failure) {
        return DatabaseFailure.of(failure).isOutage();
    }

    private Throwable failureOf(String sql) {
        return pool.query(sql)
                .execute()
                .<Throwable>map(rows -> null)
                .onFailure()
                .recoverWithItem(failure -> failure)
                .await()
                .atMost(LIMIT);
    }

    private record Configured(Vertx vertx, PgConnectOptions server) implements PgPoolCreator.Input {
        @Override
        public PoolOptions poolOptions() {
            return new PoolOptions().setMaxSize(8);
        }

        @Override
        public List<PgConnectOptions> pgConnectOptionsList() {
            return List.of(server);
        }
    }

    private record ShortTimeouts() implements DatabaseTimeouts {
        @Override
        public Duration statement() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration idleInTransaction() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration read() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration connect() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration acquire() {
            return Duration.ofSeconds(1);
        }
    }
}
