package org.flyte.runs.tracked;

import com.google.rpc.Status;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.TrackedActionUpdate;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.action.AppendEvents;
import org.flyte.runs.action.SpecStore;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Keyed;

/**
 * Takes a client's reports on the actions of its run. The first report of an action records it, the others change it. Each
 * report has a status of its own: one that is refused leaves the others unchanged.
 */
@ApplicationScoped
class ReportTrackedActions {
    private final TrackedRunStore runs;
    private final TrackedActionStore actions;
    private final AppendEvents append;
    private final SpecStore specs;
    private final ChangeNotifier changes;
    private final Pool pool;
    private final Clock clock;

    ReportTrackedActions(
            TrackedRunStore runs,
            TrackedActionStore actions,
            AppendEvents append,
            SpecStore specs,
            ChangeNotifier changes,
            @Keyed Pool pool,
            Clock clock) {
        this.runs = runs;
        this.actions = actions;
        this.append = append;
        this.specs = specs;
        this.changes = changes;
        this.pool = pool;
        this.clock = clock;
    }

    /** Answers after the commit with one status for each update, in their order; fails with NotFound. */
    Uni<List<Status>> execute(RunKey run, List<TrackedActionUpdate> updates) {
        ReportBatch batch = new ReportBatch(run, updates);
        return specs.store(batch.reports().stream()
                        .map(report -> report.spec().blob())
                        .filter(Objects::nonNull)
                        .toList())
                .chain(() -> pool.withTransaction(tx -> write(tx, run, batch)))
                .invoke(changed -> changes.changed(run, changed))
                .map(changed -> batch.statuses());
    }

    private Uni<Collection<String>> write(SqlConnection tx, RunKey run, ReportBatch batch) {
        return runs.lock(tx, run)
                .map(root -> root.orElseThrow(() -> new NotFound("tracked run %s does not exist", run)))
                .chain(root -> actions.states(tx, batch.keys())
                        .chain(states -> actions.known(tx, batch.reports()).invoke(known -> {
                            batch.judge(states, known, root == ActionPhase.ACTION_PHASE_ABORTED);
                        })))
                .chain(() -> actions.insert(tx, batch.first(), clock.instant()))
                .chain(() -> append.execute(tx, batch.events(), batch.phases()))
                .map(done -> batch.changed());
    }
}
