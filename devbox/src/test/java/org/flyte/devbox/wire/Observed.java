package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;

/** What one watcher saw of each action, over all of its connections, in the order in which it saw it. Thread-safe. */
final class Observed {
    private static final Set<ActionPhase> TERMINAL = Set.of(
            ActionPhase.ACTION_PHASE_SUCCEEDED,
            ActionPhase.ACTION_PHASE_FAILED,
            ActionPhase.ACTION_PHASE_ABORTED,
            ActionPhase.ACTION_PHASE_TIMED_OUT);

    private final Map<String, List<ActionPhase>> seen = new LinkedHashMap<>();

    synchronized void see(String action, ActionPhase phase) {
        seen.computeIfAbsent(action, name -> new ArrayList<>()).add(phase);
    }

    /** The newest phase of each action. */
    synchronized Map<String, ActionPhase> newest() {
        Map<String, ActionPhase> result = new LinkedHashMap<>();
        seen.forEach((action, phases) -> result.put(action, phases.getLast()));
        return result;
    }

    synchronized long ended() {
        return seen.values().stream()
                .filter(phases -> TERMINAL.contains(phases.getLast()))
                .count();
    }

    /** Holds for actions with one attempt: phases only rise, and nothing follows a terminal phase but itself. */
    synchronized void assertNoneWentBack() {
        seen.forEach((action, phases) -> {
            for (int i = 1; i < phases.size(); i++) {
                ActionPhase before = phases.get(i - 1);
                if (TERMINAL.contains(before)) {
                    assertThat(phases.get(i)).as("%s: %s", action, phases).isEqualTo(before);
                } else {
                    assertThat(phases.get(i).getNumber())
                            .as("%s: %s", action, phases)
                            .isGreaterThanOrEqualTo(before.getNumber());
                }
            }
        });
    }
}
