package org.flyte.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitedPoolTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestDatabase database = RealPostgres.freshDatabase();
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool = Pool.newInstance(new LimitedPool(TIMEOUT, 2)
            .open(
                    vertx,
                    new PoolOptions().setMaxSize(1),
                    List.of(PgConnectOptions.fromUri(database.reactiveUrl())
                            .setUser(TestDatabase.USER)
                            .setPassword(TestDatabase.PASSWORD))));
    private final TimedStatements statements = new TimedStatements(pool, TIMEOUT);

    @AfterEach
    void close() {
        pool.closeAndAwait();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answersRows() {
        assertThat(statements
                        .execute("SELECT $1::int AS n", Tuple.of(7))
                        .await()
                        .atMost(LONG)
                        .iterator()
                        .next()
                        .getInteger("n"))
                .isEqualTo(7);
    }

    @Test
    void endsAStatementThatTakesTooLong() {
        assertThatThrownBy(() -> statements
                        .execute("SELECT pg_sleep(30)", Tuple.tuple())
                        .await()
                        .atMost(LONG))
                .isInstanceOf(Unavailable.class);
        assertThat(statements
                        .execute("SELECT 1", Tuple.tuple())
                        .onFailure()
                        .retry()
                        .atMost(5)
                        .await()
                        .atMost(LONG)
                        .size())
                .as("PostgreSQL has ended it: the only connection is free again")
                .isOne();
    }

    @Test
    void refusesMoreCallersThanMayWait() {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(statements.execute("SELECT pg_sleep(0.2)", Tuple.tuple()).subscribeAsCompletionStage());
        }
        long refused = calls.stream()
                .filter(call -> call.handle((_, failure) -> failure instanceof FlyteException)
                        .join())
                .count();

        assertThat(refused).isGreaterThanOrEqualTo(3);
    }
}
