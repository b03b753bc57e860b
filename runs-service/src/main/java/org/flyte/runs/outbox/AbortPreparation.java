package org.flyte.runs.outbox;

import io.smallrye.mutiny.Uni;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.platform.model.ActionKey;

/** What precedes the delivery of an abort: children may have been recorded since the abort was committed. */
public interface AbortPreparation {
    /** Marks all descendants of the action that exist by now as aborted, and answers the call to make. */
    Uni<AbortRequest> prepare(ActionKey target);
}
