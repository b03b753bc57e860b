package org.flyte.runs.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class DatabasePoolsTest extends RunsServiceTestBase {
    private static final String LONG = "SELECT $1::text AS found /* %s */".formatted("x".repeat(5_000));

    @Inject
    @Keyed
    io.vertx.mutiny.sqlclient.Pool keyed;

    @Test
    void parsesAndPlansALongStatementOncePerConnection() {
        Row kept = keyed.withConnection(
                        connection -> execute(connection, 3).chain(() -> preparedStatements(connection)))
                .await()
                .atMost(TIMEOUT);

        assertThat(kept.getLong("statements")).isEqualTo(1);
        assertThat(kept.getLong("custom")).isZero();
        assertThat(kept.getLong("generic")).isEqualTo(3);
    }

    @Test
    void leavesPlansOfTheOtherPoolToPostgres() {
        assertThat(selectOne("SHOW plan_cache_mode")).isEqualTo("auto");
        assertThat(selectOne("SHOW enable_seqscan")).isEqualTo("on");
    }

    @Test
    void limitsStatementsAndIdleTransactionsOnBothPools() {
        assertThat(selectOne("SHOW statement_timeout")).isEqualTo("20s");
        assertThat(selectOne("SHOW idle_in_transaction_session_timeout")).isEqualTo("30s");
        assertThat(keyed.query("SHOW statement_timeout")
                        .executeAndAwait()
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("20s");
    }

    private static Uni<Void> execute(SqlConnection connection, int times) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (int i = 0; i < times; i++) {
            done = done.chain(() -> connection.preparedQuery(LONG).execute(Tuple.of("a")))
                    .replaceWithVoid();
        }
        return done;
    }

    private static Uni<Row> preparedStatements(SqlConnection connection) {
        return connection.query("""
                        SELECT count(*) AS statements, sum(generic_plans)::bigint AS generic,
                               sum(custom_plans)::bigint AS custom
                          FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::text AS found%'
                        """).execute().map(rows -> rows.iterator().next());
    }
}
