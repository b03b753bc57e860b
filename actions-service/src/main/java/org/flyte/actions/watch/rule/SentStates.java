package org.flyte.actions.watch.rule;

import java.util.HashMap;
import java.util.Map;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.PhaseTransition.Verdict;

/**
 * The newest state of each child that one stream has sent or is about to send, so that it never sends an older one: the
 * SDK replaces what it knows without comparing. Not thread-safe.
 */
public final class SentStates {
    private static final Observed NOTHING = new Observed(0, ActionPhase.ACTION_PHASE_UNSPECIFIED);

    private final Map<String, Observed> children = new HashMap<>();

    /** Records a state if it is newer than the one before; true when it is to be sent. */
    public boolean advance(ChildState child) {
        if (!isNewer(child)) {
            return false;
        }
        children.put(child.name(), child.observed());
        return true;
    }

    /** Whether the state follows the one that was sent last. */
    public boolean isNewer(ChildState child) {
        Observed sent = children.getOrDefault(child.name(), NOTHING);
        return PhaseTransition.judge(sent, child.observed()) == Verdict.APPLY;
    }
}
