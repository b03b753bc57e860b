package org.flyte.executor.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.events.EventId;
import org.flyte.platform.model.ActionPhases;

/**
 * Compares what happened to an action with what must have: it ends, each attempt once, phases never go back; the events are
 * those of the status; each try has had one pod; an abort is final.
 */
final class LifeCheck {
    private final List<String> violations = new ArrayList<>();

    /**
     * What happened to an action.
     *
     * @param aborted whether its abort was acknowledged
     * @param events in the order of the log, with repetitions
     * @param history ids of the events that its last status stands for; null when it has no TaskAction any more
     * @param pods uids by name of pod
     */
    record Life(
            String name,
            Plan plan,
            boolean aborted,
            List<EventId> events,
            List<EventId> history,
            Map<String, Set<String>> pods) {}

    List<String> violations() {
        return violations;
    }

    void check(Life life) {
        List<EventId> distinct = life.events().stream().distinct().toList();
        if (distinct.isEmpty()) {
            fail(life, "has no event");
            return;
        }
        ends(life, distinct);
        order(life, distinct);
        if (life.history() != null && !life.history().equals(distinct)) {
            fail(life, "has the status %s but the events %s".formatted(life.history(), distinct));
        }
        pods(life, distinct.getLast().attempt());
    }

    private void ends(Life life, List<EventId> events) {
        String end = name(events.getLast());
        boolean right = end.equals(life.plan().ending()) || (life.aborted() && end.startsWith("ABORTED/"));
        if (!right) {
            fail(life, "ended with %s, its plan was %s".formatted(end, life.plan()));
        }
    }

    private void order(Life life, List<EventId> events) {
        Map<Integer, ActionPhase> terminal = new TreeMap<>();
        EventId before = null;
        for (EventId event : events) {
            if (before != null && !follows(before, event)) {
                fail(life, "went from %s to %s".formatted(name(before), name(event)));
            }
            if (ActionPhases.isTerminal(event.phase()) && terminal.put(event.attempt(), event.phase()) != null) {
                fail(life, "ended attempt %d twice".formatted(event.attempt()));
            }
            before = event;
        }
    }

    private static boolean follows(EventId before, EventId event) {
        if (event.attempt() != before.attempt()) {
            return event.attempt() == before.attempt() + 1 && ActionPhases.isRetryable(before.phase());
        }
        return !ActionPhases.isTerminal(before.phase())
                && ActionPhases.rank(event.phase()) >= ActionPhases.rank(before.phase());
    }

    private void pods(Life life, int attempts) {
        Map<String, Set<String>> twice = new LinkedHashMap<>();
        life.pods().forEach((pod, uids) -> {
            if (uids.size() > 1) {
                twice.put(pod, uids);
            }
        });
        if (!twice.isEmpty()) {
            fail(life, "had pods created twice: " + twice.keySet());
        }
        if (life.pods().size() > attempts) {
            fail(
                    life,
                    "had %d attempts but the pods %s"
                            .formatted(attempts, life.pods().keySet()));
        }
    }

    private void fail(Life life, String what) {
        violations.add("%s %s".formatted(life.name(), what));
    }

    private static String name(EventId event) {
        return ActionPhases.shortName(event.phase()) + "/" + event.attempt();
    }
}
