package org.flyte.runs.outbox;

import io.smallrye.mutiny.Uni;
import org.flyte.idl.actions.AbortRequest;

/** What precedes the delivery of an abort: only a part of the descendants is marked when the abort is answered. */
public interface AbortPreparation {
    /** Marks all descendants of the action that exist by now as aborted, in chunks, and answers the call to make. */
    Uni<AbortRequest> prepare(OutboxEntry abort);
}
