package org.flyte.runs.action;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.KeyedPlan;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.db.Keyed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans that are kept while the table of actions is small, as in a new installation: PostgreSQL makes new ones with new
 * statistics, which it takes a minute later, when runs may have thousands of actions. At a single action the plans may differ.
 */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class SmallTablePlanTest extends RunsServiceTestBase {
    private static final List<Integer> SIZES = List.of(2, 3, 5, 8, 13, 17, 23, 40, 51);

    /** Of two indices that seem equally good PostgreSQL takes the older one. */
    private static final String INDEXES_IN_ORDER = """
            SELECT replace(pg_get_indexdef(indexrelid), 'public.actions', 'small_table.actions')
              FROM pg_index WHERE indrelid = 'public.actions'::regclass ORDER BY indexrelid
            """;

    private static final String INSERT = """
            INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type)
            SELECT 'flytesnacks', 'development', 'r' || i % $3, CASE WHEN i < $3 THEN 'a0' ELSE 'child' || i END,
                   CASE WHEN i >= $3 THEN 'a0' END, 1
              FROM generate_series($1::int, $2::int - 1) AS i
            """;

    @Inject
    @Keyed
    Pool keyed;

    private SqlConnection connection;

    @BeforeEach
    void anEmptiedTableOfThisConnection() {
        connection = keyed.getConnectionAndAwait();
        connection.query("BEGIN").executeAndAwait();
        connection.query("CREATE SCHEMA small_table").executeAndAwait();
        connection
                .query("CREATE TABLE small_table.actions (LIKE actions INCLUDING DEFAULTS)")
                .executeAndAwait();
        connection
                .query(INDEXES_IN_ORDER)
                .executeAndAwait()
                .forEach(row -> connection.query(row.getString(0)).executeAndAwait());
        connection.query("SET LOCAL search_path TO small_table, public").executeAndAwait();
        // What deleted runs leave: the primary key has more pages than an index with many equal entries.
        connection.preparedQuery(INSERT).executeAndAwait(Tuple.of(0, 3000, 20));
        connection.query("DELETE FROM actions").executeAndAwait();
    }

    @AfterEach
    void forgetTheTable() {
        connection.query("ROLLBACK").executeAndAwait();
        connection.closeAndAwait();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20})
    void findsActionsByTheirKeyHoweverFewThereAre(int runs) {
        int rows = 0;
        for (int size : SIZES) {
            connection.preparedQuery(INSERT).executeAndAwait(Tuple.of(rows, size, runs));
            rows = size;
            KeyedPlan.of(connection, PhaseStore.APPEND_AND_APPLY).assertThatOnlyActionsOfTheKeysAreRead();
            connection.query("ANALYZE actions").executeAndAwait();
            KeyedPlan.of(connection, PhaseStore.APPEND_AND_APPLY).assertThatOnlyActionsOfTheKeysAreRead();
        }
    }
}
