package org.flyte.actions.cluster;

/** Receives changes of TaskActions, one call at a time, in the order of each action's changes. Must not block. */
public interface ActionListener {
    /** The newest state of an action; may be repeated without a change. */
    void changed(TrackedAction action);

    /**
     * The TaskAction was deleted; an action that had not ended counts as aborted.
     *
     * @param witnessed whether the deletion was watched; if not, the action may have ended before, unnoticed
     */
    void deleted(TrackedAction action, boolean witnessed);
}
