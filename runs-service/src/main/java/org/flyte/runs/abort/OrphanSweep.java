package org.flyte.runs.abort;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.db.SameAction;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.jboss.logging.Logger;

/**
 * Aborts what still lives below an action that has ended (executor spec §3.8; not every client's controller does it,
 * sdk-client §1.4). It waits a little, so that the last words of children that ended with their parent arrive first.
 */
@ApplicationScoped
class OrphanSweep {
    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);
    private static final int MOST = 200;

    private static final String ORPHANS = """
            SELECT child.project, child.domain, child.run_name, child.name, parent.name, parent.phase
              FROM actions AS child
              JOIN actions AS parent ON %s
             WHERE child.phase NOT IN (5, 6, 7, 8, 10)
               AND parent.phase IN (5, 6, 7, 8, 10)
               AND parent.ended_at < now() - $1::bigint * interval '1 millisecond'
             LIMIT $2
            """.formatted(SameAction.on(
            "parent", "child.project", "child.domain", "child.run_name", "child.parent_action_name"));

    private record Orphan(ActionKey key, String reason) {}

    private final Pool pool;
    private final AbortTree tree;
    private final OutboxDispatcher dispatcher;
    private final OutboxConfig config;

    OrphanSweep(Pool pool, AbortTree tree, OutboxDispatcher dispatcher, OutboxConfig config) {
        this.pool = pool;
        this.tree = tree;
        this.dispatcher = dispatcher;
        this.config = config;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return orphans()
                .chain(orphans -> Multi.createFrom()
                        .iterable(orphans)
                        .onItem()
                        .transformToUniAndConcatenate(this::abort)
                        .collect()
                        .last())
                .onFailure()
                .invoke(failure -> LOG.warnf("orphans are looked for again later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<List<Orphan>> orphans() {
        return pool.preparedQuery(ORPHANS)
                .execute(Tuple.of(config.orphanGrace().toMillis(), MOST))
                .map(rows -> {
                    List<Orphan> orphans = new ArrayList<>();
                    rows.forEach(row -> orphans.add(orphan(row)));
                    return orphans;
                });
    }

    private static Orphan orphan(Row row) {
        String phase = ActionPhase.forNumber(row.getShort(5)).name().substring("ACTION_PHASE_".length());
        return new Orphan(
                new ActionKey(row.getString(0), row.getString(1), row.getString(2), row.getString(3)),
                "its parent %s ended as %s".formatted(row.getString(4), phase));
    }

    private Uni<Void> abort(Orphan orphan) {
        return tree.abort(orphan.key(), orphan.reason(), null, config.lease())
                .invoke(result -> result.outboxId()
                        .ifPresent(id -> dispatcher.offer(OutboxEntry.first(id, OutboxEntry.Kind.ABORT, orphan.key()))))
                .replaceWithVoid();
    }
}
