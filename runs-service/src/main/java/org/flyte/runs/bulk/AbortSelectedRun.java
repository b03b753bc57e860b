package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.abort.AbortRun;
import org.flyte.runs.bulk.BulkRun.Result;
import org.flyte.runs.query.ActionStore;

/** Aborts one of the runs of an operation. */
@ApplicationScoped
class AbortSelectedRun {
    private final AbortRun abortRun;
    private final ActionStore actions;

    AbortSelectedRun(AbortRun abortRun, ActionStore actions) {
        this.abortRun = abortRun;
        this.actions = actions;
    }

    /** The phase after the abort tells whether the run had ended before. */
    Uni<Result> execute(BulkOperation operation, BulkRun run) {
        Optional<String> reason =
                Optional.of(operation.request().getAbort().getReason()).filter(text -> !text.isEmpty());
        return abortRun.execute(run.key(), reason, operation.createdBy())
                .chain(() -> actions.action(run.key().root()))
                .map(action -> action.row().phase() == ActionPhase.ACTION_PHASE_ABORTED
                        ? run.aborted()
                        : run.skipped("the run had ended as "
                                + action.row().phase().name().substring("ACTION_PHASE_".length())))
                .onFailure(NotFound.class)
                .recoverWithItem(run.skipped("the run was deleted"));
    }
}
