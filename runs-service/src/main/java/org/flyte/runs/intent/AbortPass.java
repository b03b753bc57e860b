package org.flyte.runs.intent;

import io.smallrye.mutiny.Uni;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.runs.action.ActionKey;

/** The part of an abort that is repeated before actions-service is called: children may have arrived meanwhile. */
public interface AbortPass {
    /** Marks what lives below the action by now, and answers the call to make. */
    Uni<AbortRequest> again(ActionKey target);
}
