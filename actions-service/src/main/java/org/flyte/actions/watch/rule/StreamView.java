package org.flyte.actions.watch.rule;

import java.util.HashMap;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;

/**
 * What one stream has been told about each child, so that it is never told an older state (sdk-client spec §5.6: the
 * SDK overwrites blindly). Not thread-safe.
 */
public final class StreamView {
    private static final Told NOTHING = new Told(0, ActionPhase.ACTION_PHASE_UNSPECIFIED);

    private final Map<String, Told> children = new HashMap<>();

    private record Told(int attempt, ActionPhase phase) {}

    /** Takes note of a state; true when the stream is to be told. */
    public boolean offer(ChildState child) {
        if (!isNews(child)) {
            return false;
        }
        children.put(child.name(), new Told(child.attempt(), child.update().getPhase()));
        return true;
    }

    /** Whether the stream has not been told this or something newer. */
    public boolean isNews(ChildState child) {
        Told told = children.getOrDefault(child.name(), NOTHING);
        return PhaseOrder.follows(
                told.attempt(), told.phase(), child.attempt(), child.update().getPhase());
    }
}
