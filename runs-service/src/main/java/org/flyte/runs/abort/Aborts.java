package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxDispatcher;

/** What AbortRun and AbortAction share. */
@ApplicationScoped
class Aborts {
    static final String DEFAULT_REASON = "User requested abort";

    private final AbortTree tree;
    private final OutboxDispatcher dispatcher;
    private final OutboxConfig outbox;
    private final Caller caller;

    Aborts(AbortTree tree, OutboxDispatcher dispatcher, OutboxConfig outbox, Caller caller) {
        this.tree = tree;
        this.dispatcher = dispatcher;
        this.outbox = outbox;
        this.caller = caller;
    }

    /** Completes after the commit. What is finished stays as it is; an unknown action is NotFound under this name. */
    Uni<Void> abort(ActionKey target, String reason, String name) {
        return tree.abort(
                        target,
                        reason,
                        caller.current()
                                .map(identity -> identity.toByteString())
                                .orElse(null),
                        outbox.lease())
                .invoke(result -> {
                    if (!result.found()) {
                        throw new NotFound("%s does not exist", name);
                    }
                    result.outboxId().ifPresent(id -> dispatcher.offer(OutboxEntry.first(id, OutboxEntry.Kind.ABORT, target)));
                })
                .replaceWithVoid();
    }
}
