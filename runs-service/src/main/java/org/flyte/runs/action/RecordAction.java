package org.flyte.runs.action;

import org.flyte.runs.change.ChangeNotifier;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.RecordActionResponse;
import org.flyte.platform.model.FlyteException;
import org.flyte.runs.action.ChildWriter.Obstacle;
import org.flyte.runs.action.ChildWriter.Result;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;

/**
 * Records a child before its TaskAction is made (runs spec §12). Any number of calls leave one row, as the first one
 * wrote it. The outcome is in the body: 0 recorded, or known and alive; 6 known and terminal; 10 its run or parent is
 * aborted or has ended; 5 no such run; 3 malformed.
 */
@ApplicationScoped
public class RecordAction {
    private final GroupCommit<NewAction, Status> group;
    private final ChildWriter children;
    private final SpecStore specs;
    private final ChangeNotifier changes;

    public RecordAction(ChildWriter children, SpecStore specs, ChangeNotifier changes, MeterRegistry meters) {
        this.children = children;
        this.specs = specs;
        this.changes = changes;
        this.group = new GroupCommit<>("record", NewAction::key, this::write, Limits.DEFAULT, meters);
    }

    /** Answers after the commit. */
    public Uni<RecordActionResponse> execute(RecordActionRequest request) {
        RecordActionResponse.Builder response =
                RecordActionResponse.newBuilder().setActionId(request.getActionId());
        NewAction child;
        try {
            child = NewActions.of(request, Instant.now());
        } catch (FlyteException e) {
            return Uni.createFrom().item(response.setStatus(Statuses.of(e)).build());
        }
        return group.submit(child)
                .onFailure()
                .recoverWithItem(Statuses::of)
                .map(status -> response.setStatus(status).build());
    }

    private Uni<List<Status>> write(List<NewAction> batch) {
        return specs.store(batch.stream().map(NewAction::spec).toList())
                .chain(() -> children.write(batch))
                .map(result -> {
                    changes.changed(result.inserted());
                    return batch.stream().map(child -> outcome(child, result)).toList();
                });
    }

    private static Status outcome(NewAction child, Result result) {
        if (result.inserted().contains(child.key())) {
            return Statuses.OK;
        }
        return outcome(child, result.obstacles().get(child.key()));
    }

    static Status outcome(NewAction child, Obstacle obstacle) {
        if (ActionPhases.isTerminal(ActionPhases.of(obstacle.recordedPhase()))) {
            return Statuses.of(Code.ALREADY_EXISTS, "action %s has ended".formatted(child.key()));
        }
        if (obstacle.runPhase() == 0) {
            return Statuses.of(Code.NOT_FOUND, "run of action %s does not exist".formatted(child.key()));
        }
        if (obstacle.runClosed() || obstacle.parentClosed()) {
            return Statuses.of(
                    Code.ABORTED,
                    "%s of action %s has ended".formatted(obstacle.runClosed() ? "run" : "parent", child.key()));
        }
        return Statuses.OK;
    }
}
