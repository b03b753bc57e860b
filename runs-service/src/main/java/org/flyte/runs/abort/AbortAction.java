package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.AbortActionRequest;
import org.flyte.idl.workflow.AbortActionResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;

/** Aborts one action and what it started; otherwise as {@link AbortRun}. */
@ApplicationScoped
public class AbortAction {
    private final Aborts aborts;

    public AbortAction(Aborts aborts) {
        this.aborts = aborts;
    }

    public Uni<AbortActionResponse> execute(AbortActionRequest request) {
        ActionKey target = RequestFields.action("action_id", request.getActionId());
        String reason = request.getReason().isEmpty() ? Aborts.DEFAULT_REASON : request.getReason();
        return aborts.abort(target, reason, "action " + target).replaceWith(AbortActionResponse.getDefaultInstance());
    }
}
