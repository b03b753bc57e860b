package org.flyte.actions.enqueue;

import java.util.Optional;
import org.flyte.actions.cluster.RunContext;
import org.flyte.platform.model.ActionKey;

/**
 * An action to enqueue.
 *
 * @param parent name of the parent action, empty for the root
 * @param subject the user who caused it, empty when unknown
 * @param runContext the settings of the run, when the request has them; else those of the parent hold
 */
public record EnqueuedAction(
        ActionKey key,
        String parent,
        String group,
        String subject,
        String inputUri,
        String runOutputBase,
        ActionSpec spec,
        Optional<RunContext> runContext) {

    /** Whether it is the root action of its run. */
    public boolean isRoot() {
        return parent.isEmpty();
    }

    /** The key of the parent; only when it is not the root. */
    public ActionKey parentKey() {
        return key.sibling(parent);
    }
}
