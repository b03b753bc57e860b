package org.flyte.executor.pool.rule;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds out whether the tasks that hold the slots of a pool wait for tasks that wait for a slot of it. */
public final class Starvation {
    private Starvation() {}

    /**
     * A task in a pool.
     *
     * @param parent the action that waits for it; null of a root
     */
    public record Member(String run, String action, String parent) {}

    private record Action(String run, String name) {}

    /** Whether every holder of a slot is a parent, or a parent's parent and so on, of one that waits. */
    public static boolean isTotal(Collection<Member> holders, Collection<Member> waiting) {
        if (waiting.isEmpty()) {
            return false;
        }
        Map<Action, Member> held = new HashMap<>();
        holders.forEach(member -> held.put(new Action(member.run(), member.action()), member));
        Set<Member> blocked = new HashSet<>();
        for (Member each : waiting) {
            Member parent = parentOf(each, held);
            while (parent != null && blocked.add(parent)) {
                parent = parentOf(parent, held);
            }
        }
        return blocked.size() == held.size();
    }

    private static Member parentOf(Member member, Map<Action, Member> held) {
        return member.parent() == null ? null : held.get(new Action(member.run(), member.parent()));
    }
}
