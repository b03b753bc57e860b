package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.AbortRunResponse;
import org.flyte.runs.action.ActionKey;
import org.flyte.runs.action.Require;

/**
 * Aborts a run with all its actions (runs spec §10). The answer means that the database says so; the pods follow. A run
 * that has ended stays as it is; an unknown one is NotFound.
 */
@ApplicationScoped
public class AbortRun {
    private final Aborts aborts;

    public AbortRun(Aborts aborts) {
        this.aborts = aborts;
    }

    public Uni<AbortRunResponse> execute(AbortRunRequest request) {
        RunIdentifier run = Require.run("run_id", request.getRunId());
        String reason = request.hasReason() ? request.getReason() : Aborts.DEFAULT_REASON;
        String name = "run %s/%s/%s".formatted(run.getProject(), run.getDomain(), run.getName());
        return aborts.abort(ActionKey.rootOf(run), reason, name).replaceWith(AbortRunResponse.getDefaultInstance());
    }
}
