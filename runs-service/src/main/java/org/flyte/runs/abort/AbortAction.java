package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.abort.AbortStore.Cause;
import org.flyte.runs.identity.CallerIdentity;

/**
 * Aborts an action with all its descendants. The answer means that the abort is committed; pods are deleted afterwards.
 * A terminal action is left unchanged; an unknown one is NotFound.
 */
@ApplicationScoped
public class AbortAction {
    private static final String DEFAULT_REASON = "User requested abort";

    private final AbortTree tree;
    private final CallerIdentity caller;

    AbortAction(AbortTree tree, CallerIdentity caller) {
        this.tree = tree;
        this.caller = caller;
    }

    /** Completes after the commit. */
    public Uni<Void> execute(ActionKey target, Optional<String> reason) {
        return execute(target, reason, "action " + target);
    }

    /** @param name of the target in the message when it does not exist */
    Uni<Void> execute(ActionKey target, Optional<String> reason, String name) {
        return execute(target, reason, name, caller.current());
    }

    Uni<Void> execute(ActionKey target, Optional<String> reason, String name, Optional<EnrichedIdentity> by) {
        Cause cause = new Cause(
                reason.orElse(DEFAULT_REASON),
                by.map(EnrichedIdentity::toByteString).orElse(null));
        return tree.execute(target, cause)
                .invoke(found -> {
                    if (!found) {
                        throw new NotFound("%s does not exist", name);
                    }
                })
                .replaceWithVoid();
    }
}
