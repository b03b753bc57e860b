package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.bulk.BulkRun.Result;
import org.flyte.runs.query.ActionStore;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.run.CreateRun;

/**
 * Reruns or recovers one of the runs of an operation. The name of the new run follows from operation and run: when it is
 * tried again after a crash, the new run exists and is answered.
 */
@ApplicationScoped
class RepeatSelectedRun {
    private final ActionStore actions;
    private final CreateRun createRun;

    RepeatSelectedRun(ActionStore actions, CreateRun createRun) {
        this.actions = actions;
        this.createRun = createRun;
    }

    Uni<Result> execute(BulkOperation operation, BulkRun run) {
        return actions.root(run.key(), RunKind.EXECUTED)
                .chain(root -> actions.action(run.key().root())
                        .chain(action ->
                                actions.spec(action).map(spec -> repeated(operation, run, root, action, spec))))
                .map(Optional::of)
                .onFailure(NotFound.class)
                .recoverWithItem(Optional.empty())
                .chain(found -> found.map(repeated -> create(operation, run, repeated))
                        .orElseGet(() -> Uni.createFrom().item(run.skipped("the run was deleted"))));
    }

    private Uni<Result> create(BulkOperation operation, BulkRun run, RepeatedRun repeated) {
        return createRun
                .execute(repeated.request(), operation.createdBy())
                .map(created -> run.created(created.key().runName()));
    }

    private static RepeatedRun repeated(
            BulkOperation operation, BulkRun run, ActionStore.Root root, ActionDetailsRow action, ActionDetails spec) {
        if (!spec.hasTask()) {
            throw new FailedPrecondition("the task of run %s is not stored", run.key());
        }
        return new RepeatedRun(
                operation, run.key(), spec.getTask(), action.data().inputs(), root.runSpec());
    }
}
