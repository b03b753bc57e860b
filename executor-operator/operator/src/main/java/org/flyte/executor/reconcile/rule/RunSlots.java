package org.flyte.executor.reconcile.rule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The actions of one run of which only some may be at work at once. An action that has children which have not ended does
 * not count: it waits for them, and would otherwise keep them from starting. Not thread-safe.
 */
public final class RunSlots {
    /**
     * An action of the run.
     *
     * @param parent name of its parent, empty for the root
     * @param resource name of its TaskAction
     */
    public record Member(String action, String parent, String resource) {}

    private final int limit;
    private final Map<String, Member> atWork = new HashMap<>();
    /** The first to come first. */
    private final Map<String, Member> waiting = new LinkedHashMap<>();
    /** How many children of an action have not ended. */
    private final Map<String, Integer> children = new HashMap<>();

    /** @param limit at least 1 */
    public RunSlots(int limit) {
        this.limit = limit;
    }

    /** Whether the action may start; else it waits. An action that was let in stays so until it leaves. */
    public boolean enter(Member member) {
        if (atWork.containsKey(member.action())) {
            return true;
        }
        if (waiting.putIfAbsent(member.action(), member) == null) {
            children.merge(member.parent(), 1, Integer::sum);
        }
        if (!next().contains(member)) {
            return false;
        }
        waiting.remove(member.action());
        atWork.put(member.action(), member);
        return true;
    }

    /** An action that is at work already. */
    public void add(Member member) {
        if (atWork.put(member.action(), member) == null) {
            children.merge(member.parent(), 1, Integer::sum);
        }
    }

    /** The action has ended, whether it ever started or not. */
    public void leave(String action) {
        Member member = atWork.containsKey(action) ? atWork.remove(action) : waiting.remove(action);
        if (member != null) {
            children.computeIfPresent(member.parent(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The actions that wait and may start now. */
    public List<Member> next() {
        long working = atWork.keySet().stream()
                .filter(action -> !children.containsKey(action))
                .count();
        return waiting.values().stream().limit(Math.max(0, limit - working)).toList();
    }

    /** Whether no action is left. */
    public boolean isEmpty() {
        return atWork.isEmpty() && waiting.isEmpty();
    }
}
