package org.flyte.runs.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OutboxClaimTest extends RunsServiceTestBase {
    private static final int LIMIT = 48;
    private static final String ADD = """
            INSERT INTO intents (kind, project, domain, run_name, name)
            SELECT 0, 'p', 'd', '%s', 'w' || i FROM generate_series(1, %d) AS i
            """;

    private SqlConnection connection;

    @BeforeEach
    void begin() {
        connection = pool.getConnectionAndAwait();
        connection.query("BEGIN").executeAndAwait();
    }

    @AfterEach
    void undo() {
        connection.query("ROLLBACK").executeAndAwait();
        connection.closeAndAwait();
    }

    /** An outbox is empty most of the time, and then its statistics say that it has one row. */
    @Test
    void claimsNoMoreThanTheLimitWhenStatisticsSayThatTheOutboxIsEmpty() {
        connection.query(ADD.formatted(run, 20_000)).executeAndAwait();
        connection
                .query("DELETE FROM intents WHERE run_name = '%s'".formatted(run))
                .executeAndAwait();
        connection.query("ANALYZE intents").executeAndAwait();
        connection.query(ADD.formatted(run, 3_000)).executeAndAwait();

        int claimed = connection
                .preparedQuery(OutboxStore.CLAIM)
                .executeAndAwait(Tuple.of(20_000L, LIMIT))
                .rowCount();

        assertThat(claimed).isEqualTo(LIMIT);
    }
}
