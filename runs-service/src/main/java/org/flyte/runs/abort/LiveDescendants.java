package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ResultRows;

/** Finds the actions below another one that have not ended. */
@ApplicationScoped
class LiveDescendants {
    private static final String OF_RUN = """
            SELECT name FROM live_actions
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND name <> $4
             ORDER BY project, domain, run_name, parent, name
             LIMIT $5
            """;

    private static final String HAS_CHILDREN = """
            SELECT EXISTS (SELECT FROM actions
                            WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name = $4) AS has_children
            """;

    private static final String BELOW =
            """
            WITH RECURSIVE tree AS (
                SELECT name FROM actions WHERE %s
                UNION
                SELECT child.name
                  FROM tree
                  JOIN actions AS child ON child.project = $1 AND child.domain = $2 AND child.run_name = $3
                       AND child.parent_action_name = tree.name)
            SELECT a.name
              FROM tree JOIN actions AS a ON a.project = $1 AND a.domain = $2 AND a.run_name = $3 AND a.name = tree.name
             WHERE a.name <> $4 AND %s AND NOT a.tracked
             LIMIT $5
            """.formatted(ActionKeySql.matchParameters("actions"), PhaseSql.isNotTerminal("a.phase"));

    private final Pool pool;

    LiveDescendants(Pool pool) {
        this.pool = pool;
    }

    /** Some of them, none when there are none. */
    Uni<List<ActionKey>> of(ActionKey target, int limit) {
        if (target.isRoot()) {
            return pool.preparedQuery(OF_RUN)
                    .execute(ActionKeySql.parameters(target).addInteger(limit))
                    .map(rows -> keys(target, rows));
        }
        return pool.preparedQuery(HAS_CHILDREN)
                .execute(ActionKeySql.parameters(target))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> row.getBoolean("has_children"))
                        .orElse(false))
                .chain(any -> any ? below(target, limit) : Uni.createFrom().item(List.of()));
    }

    /** Without nested loops: while most runs are small the planner underestimates a big one, and joins quadratically. */
    private Uni<List<ActionKey>> below(ActionKey target, int limit) {
        return pool.withTransaction(tx -> tx.query("SET LOCAL enable_nestloop = off")
                .execute()
                .chain(() -> tx.preparedQuery(BELOW)
                        .execute(ActionKeySql.parameters(target).addInteger(limit))
                        .map(rows -> keys(target, rows))));
    }

    private static List<ActionKey> keys(ActionKey target, RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return ResultRows.of(rows).list(row -> target.sibling(row.getString("name")));
    }
}
