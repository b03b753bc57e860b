package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.action.ActionKey;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.intent.Intent;
import org.flyte.runs.intent.IntentConfig;
import org.flyte.runs.intent.IntentDispatcher;

/** What AbortRun and AbortAction share. */
@ApplicationScoped
class Aborts {
    static final String DEFAULT_REASON = "User requested abort";

    private final AbortTree tree;
    private final IntentDispatcher dispatcher;
    private final IntentConfig intents;
    private final Caller caller;

    Aborts(AbortTree tree, IntentDispatcher dispatcher, IntentConfig intents, Caller caller) {
        this.tree = tree;
        this.dispatcher = dispatcher;
        this.intents = intents;
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
                        intents.lease())
                .invoke(result -> {
                    if (!result.found()) {
                        throw new NotFound("%s does not exist", name);
                    }
                    result.intent().ifPresent(id -> dispatcher.offer(new Intent(id, Intent.Kind.ABORT, target, 0)));
                })
                .replaceWithVoid();
    }
}
