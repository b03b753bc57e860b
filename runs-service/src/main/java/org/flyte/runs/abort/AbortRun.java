package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.AbortRunResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.model.RequestFields;

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
        RunKey run = RequestFields.run("run_id", request.getRunId());
        String reason = request.hasReason() ? request.getReason() : Aborts.DEFAULT_REASON;
        return aborts.abort(run.root(), reason, "run " + run).replaceWith(AbortRunResponse.getDefaultInstance());
    }
}
