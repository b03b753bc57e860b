package org.flyte.actions.cluster;

/** Hears of TaskActions, one call at a time, in the order of each action's changes; must not block. */
public interface ActionListener {
    /** An action as it is now; may come again without a change. */
    void changed(TrackedAction action);

    /**
     * The TaskAction is gone; one that had not ended counts as aborted.
     *
     * @param witnessed whether the removal was watched; if not, the action may have ended while nobody looked
     */
    void gone(TrackedAction action, boolean witnessed);
}
