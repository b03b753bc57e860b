package org.flyte.runs.action;

import io.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.action.PhaseStore.Written;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;
import org.flyte.runs.db.Keyed;

/**
 * Applies a phase that actions-service reports. The outcome is OK for applied, repeated and rejected reports (a
 * rejection has a remark), NOT_FOUND for an action that was never recorded, and ABORTED for a phase of an action that is
 * aborted, whose TaskAction is to be deleted.
 */
@ApplicationScoped
public class UpdateActionStatus {
    private final GroupCommit<PhaseReport, Outcome> group;
    private final PhaseStore phases;
    private final ChangeNotifier changes;
    private final Pool pool;

    UpdateActionStatus(PhaseStore phases, ChangeNotifier changes, @Keyed Pool pool, MeterRegistry meters) {
        this.phases = phases;
        this.changes = changes;
        this.pool = pool;
        this.group = new GroupCommit<>("status", PhaseReport::key, this::write, Limits.DEFAULT, meters);
    }

    /** Answers after the commit. */
    public Uni<Outcome> execute(PhaseReport report) {
        return group.submit(report);
    }

    private Uni<List<Outcome>> write(List<PhaseReport> batch) {
        boolean read =
                batch.stream().anyMatch(report -> changes.wantsRows(report.key().run()));
        return phases.apply(pool, batch, read).map(applied -> {
            PhaseStore.logEnded(applied.written());
            changes.changed(applied.changed(), applied.rows());
            return batch.stream()
                    .map(report -> outcome(report, applied.written().get(report.key())))
                    .toList();
        });
    }

    private static Outcome outcome(PhaseReport report, Written now) {
        if (now == null) {
            return new Outcome(Code.NOT_FOUND, "action %s is not recorded".formatted(report.key()));
        }
        if (now.changed() || now.state().phase() == report.phase()) {
            return Outcome.OK;
        }
        if (now.state().phase() == ActionPhase.ACTION_PHASE_ABORTED) {
            return new Outcome(Code.ABORTED, "action %s is aborted".formatted(report.key()));
        }
        return Outcome.ok("rejected: attempt %d is %s"
                .formatted(
                        now.state().attempt(),
                        ActionPhases.shortName(now.state().phase())));
    }
}
