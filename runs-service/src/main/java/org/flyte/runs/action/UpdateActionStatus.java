package org.flyte.runs.action;

import org.flyte.runs.change.ChangeNotifier;
import com.google.rpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.idl.workflow.UpdateActionStatusResponse;
import org.flyte.platform.model.FlyteException;
import org.flyte.runs.action.PhaseWriter.Written;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;

/**
 * Takes phases from actions-service, the second road (runs spec §3, §12). The outcome is in the body: 0 for applied,
 * repeated and rejected reports (a rejection has a remark), 5 for an action that was never recorded, 10 for a
 * phase of an action that is aborted (its TaskAction is to go), 3 for a malformed request.
 */
@ApplicationScoped
public class UpdateActionStatus {
    private final GroupCommit<PhaseReport, Status> group;
    private final PhaseWriter phases;
    private final ChangeNotifier changes;
    private final Pool pool;

    public UpdateActionStatus(PhaseWriter phases, ChangeNotifier changes, Pool pool, MeterRegistry meters) {
        this.phases = phases;
        this.changes = changes;
        this.pool = pool;
        this.group = new GroupCommit<>("status", PhaseReport::key, this::write, Limits.DEFAULT, meters);
    }

    /** Answers after the commit. */
    public Uni<UpdateActionStatusResponse> execute(UpdateActionStatusRequest request) {
        UpdateActionStatusResponse.Builder response =
                UpdateActionStatusResponse.newBuilder().setActionId(request.getActionId());
        PhaseReport report;
        try {
            report = Reports.of(request);
        } catch (FlyteException e) {
            return Uni.createFrom().item(response.setStatus(Statuses.of(e)).build());
        }
        return group.submit(report)
                .onFailure()
                .recoverWithItem(Statuses::of)
                .map(status -> response.setStatus(status).build());
    }

    private Uni<List<Status>> write(List<PhaseReport> batch) {
        return phases.apply(pool, batch).map(written -> {
            changes.changed(written.entrySet().stream()
                    .filter(entry -> entry.getValue().changed())
                    .map(Map.Entry::getKey)
                    .toList());
            return batch.stream()
                    .map(report -> outcome(report, written.get(report.key())))
                    .toList();
        });
    }

    private static Status outcome(PhaseReport report, Written now) {
        if (now == null) {
            return Statuses.of(io.grpc.Status.Code.NOT_FOUND, "action %s is not recorded".formatted(report.key()));
        }
        if (now.changed() || now.state().phase() == report.phase()) {
            return Statuses.OK;
        }
        if (now.state().phase() == ActionPhase.ACTION_PHASE_ABORTED) {
            return Statuses.of(io.grpc.Status.Code.ABORTED, "action %s is aborted".formatted(report.key()));
        }
        return Statuses.ok("rejected: attempt %d is %s"
                .formatted(
                        now.state().attempt(), now.state().phase()));
    }
}
