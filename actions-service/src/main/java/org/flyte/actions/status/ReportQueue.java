package org.flyte.actions.status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.watch.rule.PhaseOrder;
import org.flyte.idl.common.ActionPhase;

/**
 * What is still to be reported: one entry an action with its newest state, one report an action at a time. Bounded by
 * the number of TaskActions. Not thread-safe.
 */
final class ReportQueue {
    private final Map<ActionKey, TrackedAction> waiting = new LinkedHashMap<>();
    private final Set<ActionKey> underWay = new HashSet<>();
    private final Map<ActionKey, Reported> reported = new HashMap<>();
    private final Set<ActionKey> gone = new HashSet<>();

    private record Reported(int attempt, ActionPhase phase) {
        static Reported of(TrackedAction action) {
            return new Reported(action.attempt(), action.phase());
        }
    }

    /** Takes a state in when it is news. */
    void offer(TrackedAction action) {
        TrackedAction newer = waiting.get(action.key());
        boolean news = newer == null
                ? !Reported.of(action).equals(reported.get(action.key()))
                : PhaseOrder.follows(newer.attempt(), newer.phase(), action.attempt(), action.phase());
        if (news && action.phase() != ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            waiting.put(action.key(), action);
        }
    }

    /** The next report to send; it counts as under way until {@link #done} or {@link #failed}. */
    Optional<TrackedAction> next() {
        var all = waiting.values().iterator();
        while (all.hasNext()) {
            TrackedAction action = all.next();
            if (underWay.add(action.key())) {
                all.remove();
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }

    void done(TrackedAction action) {
        underWay.remove(action.key());
        reported.put(action.key(), Reported.of(action));
        if (!waiting.containsKey(action.key()) && gone.remove(action.key())) {
            reported.remove(action.key());
        }
    }

    /** Puts it back, unless something newer waits already. */
    void failed(TrackedAction action) {
        underWay.remove(action.key());
        waiting.putIfAbsent(action.key(), action);
    }

    /** The TaskAction is gone: its memory goes with it, once the last report has arrived. */
    void gone(ActionKey key) {
        if (waiting.containsKey(key) || underWay.contains(key)) {
            gone.add(key);
        } else {
            reported.remove(key);
        }
    }

    int size() {
        return waiting.size() + underWay.size();
    }
}
