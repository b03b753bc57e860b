package org.flyte.actions.status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.PhaseTransition.Verdict;

/**
 * The pending status reports: one entry per action with its newest state, and at most one report per action in flight.
 * Bounded by the number of TaskActions. Not thread-safe.
 */
final class ReportQueue {
    private final Map<ActionKey, TrackedAction> waiting = new LinkedHashMap<>();
    private final Set<ActionKey> inFlight = new HashSet<>();
    private final Map<ActionKey, Observed> reported = new HashMap<>();
    private final Set<ActionKey> deleted = new HashSet<>();

    /** Adds a state unless it, or a newer one, is waiting or has been reported. */
    void offer(TrackedAction action) {
        if (action.phase() != ActionPhase.ACTION_PHASE_UNSPECIFIED && isNewer(action)) {
            waiting.put(action.key(), action);
        }
    }

    private boolean isNewer(TrackedAction action) {
        TrackedAction newest = waiting.get(action.key());
        return newest == null
                ? !action.observed().equals(reported.get(action.key()))
                : PhaseTransition.judge(newest.observed(), action.observed()) == Verdict.APPLY;
    }

    /** The next report to send; it is in flight until {@link #done} or {@link #failed}. */
    Optional<TrackedAction> next() {
        var all = waiting.values().iterator();
        while (all.hasNext()) {
            TrackedAction action = all.next();
            if (inFlight.add(action.key())) {
                all.remove();
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    void done(TrackedAction action) {
        inFlight.remove(action.key());
        reported.put(action.key(), action.observed());
        if (!waiting.containsKey(action.key()) && deleted.remove(action.key())) {
            reported.remove(action.key());
        }
    }

    /** Puts the report back, unless a newer one is waiting. */
    void failed(TrackedAction action) {
        inFlight.remove(action.key());
        waiting.putIfAbsent(action.key(), action);
    }

    /** The TaskAction was deleted: what was reported of it is forgotten after its last report has succeeded. */
    void deleted(ActionKey key) {
        if (waiting.containsKey(key) || inFlight.contains(key)) {
            deleted.add(key);
        } else {
            reported.remove(key);
        }
    }

    /** Removes all of an action that is not in flight. */
    void drop(ActionKey key) {
        if (!inFlight.contains(key)) {
            waiting.remove(key);
            reported.remove(key);
            deleted.remove(key);
        }
    }

    int size() {
        return waiting.size() + inFlight.size();
    }
}
