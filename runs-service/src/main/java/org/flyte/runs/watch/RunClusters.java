package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.query.row.ActionRow;

/** Which cluster executes a run: the one that reported the last event of its root. */
@ApplicationScoped
class RunClusters {
    private enum EventColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        RUN_NAME,
        INFO
    }

    static final String LAST_EVENTS = """
            SELECT r.project, r.domain, r.run_name, e.info
              FROM unnest($1::text[], $2::text[], $3::text[]) AS r (project, domain, run_name)
             CROSS JOIN LATERAL (
                   SELECT info FROM action_events AS a
                    WHERE a.project = r.project AND a.domain = r.domain AND a.run_name = r.run_name AND a.name = %s
                    ORDER BY a.attempt DESC, a.phase DESC, a.version DESC LIMIT 1) AS e
            """.formatted(ActionKeySql.ROOT);

    private final Pool pool;

    RunClusters(Pool pool) {
        this.pool = pool;
    }

    /** Those of some runs that a cluster executes. */
    Uni<List<ActionRow>> on(String cluster, List<ActionRow> roots) {
        if (roots.isEmpty()) {
            return Uni.createFrom().item(roots);
        }
        return pool.preparedQuery(LAST_EVENTS)
                .execute(Tuple.tuple()
                        .addArrayOfString(strings(roots, RunKey::project))
                        .addArrayOfString(strings(roots, RunKey::domain))
                        .addArrayOfString(strings(roots, RunKey::name)))
                .map(rows -> {
                    Set<RunKey> runs = new HashSet<>();
                    for (Row row : ResultRows.of(rows)) {
                        ActionEvent event = EventColumn.INFO.message(row, ActionEvent.parser());
                        if (event != null && event.getCluster().equals(cluster)) {
                            runs.add(new RunKey(
                                    EventColumn.PROJECT.text(row),
                                    EventColumn.DOMAIN.text(row),
                                    EventColumn.RUN_NAME.text(row)));
                        }
                    }
                    return roots.stream()
                            .filter(root -> runs.contains(root.key().run()))
                            .toList();
                });
    }

    private static String[] strings(List<ActionRow> roots, Function<RunKey, String> value) {
        return roots.stream().map(root -> value.apply(root.key().run())).toArray(String[]::new);
    }
}
