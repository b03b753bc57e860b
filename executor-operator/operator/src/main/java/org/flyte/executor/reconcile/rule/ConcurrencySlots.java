package org.flyte.executor.reconcile.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Grants the slots of actions that may not all be at work at once: at most so many in total, of a queue, of a project in its queue, and
 * of a run. Queues with a higher priority are served first, then projects in turn, then the runs of a project in turn, then the first to
 * come. An action that has children which have not ended does not count: it waits for them, and would otherwise keep them from
 * starting. Once they have ended it counts again, even beyond a limit. Not thread-safe.
 */
public final class ConcurrencySlots {
    /**
     * An action.
     *
     * @param run its run, unique in the cluster
     * @param parent name of its parent, empty for the root
     * @param project its project and domain
     * @param queue name of its queue
     * @param runLimit actions of its run that may be at work at once
     * @param namespace of its TaskAction
     * @param resource name of its TaskAction
     */
    public record Member(
            String run,
            String action,
            String parent,
            String project,
            String queue,
            int runLimit,
            String namespace,
            String resource) {
        private Key key() {
            return new Key(run, action);
        }

        private Key parentKey() {
            return new Key(run, parent);
        }
    }

    /** What keeps an action waiting. */
    public enum Limit {
        TOTAL,
        QUEUE,
        PROJECT,
        RUN
    }

    private record Key(String run, String action) {}

    private record ProjectKey(String queue, String project) {}

    private final int total;
    private Map<String, QueueLimits> queues;
    private final Map<Key, Member> atWork = new HashMap<>();
    private final Map<Key, Member> waiting = new HashMap<>();
    /** How many children of an action have not ended. */
    private final Map<Key, Integer> children = new HashMap<>();
    /** Those that wait: by queue, project and run, each in the order in which they are served next. */
    private final SequencedMap<String, SequencedMap<String, SequencedMap<String, SequencedMap<Key, Member>>>> lines =
            new LinkedHashMap<>();
    /** Granted and not yet taken by {@link #takeGranted}. */
    private final List<Member> granted = new ArrayList<>();

    private int counted;
    private final Map<String, Integer> countedInQueue = new HashMap<>();
    private final Map<ProjectKey, Integer> countedInProject = new HashMap<>();
    private final Map<String, Integer> countedInRun = new HashMap<>();

    /**
     * @param total actions that may be at work at once
     * @param queues limits by the name of the queue; others have none
     */
    public ConcurrencySlots(int total, Map<String, QueueLimits> queues) {
        this.total = total;
        this.queues = Map.copyOf(queues);
    }

    /** Other limits by the name of the queue, which hold from now on: what is at work goes on. */
    public void change(Map<String, QueueLimits> limits) {
        queues = Map.copyOf(limits);
        grant();
    }

    /** The actions of a queue that wait for a slot. */
    public List<Member> waitingIn(String queue) {
        return waiting.values().stream()
                .filter(member -> member.queue().equals(queue))
                .toList();
    }

    /** Whether the action has a slot; else it waits for one. It keeps its slot until it leaves. */
    public boolean enter(Member member) {
        if (atWork.containsKey(member.key())) {
            return true;
        }
        if (waiting.putIfAbsent(member.key(), member) == null) {
            line(member).put(member.key(), member);
            addChild(member);
        }
        grant();
        return atWork.containsKey(member.key());
    }

    /** An action that is at work already. */
    public void add(Member member) {
        if (!atWork.containsKey(member.key())) {
            addChild(member);
            work(member);
        }
    }

    /** The action has ended, whether it ever had a slot or not. */
    public void leave(String run, String action) {
        Key key = new Key(run, action);
        Member member = atWork.containsKey(key) ? atWork.get(key) : waiting.get(key);
        if (member == null) {
            return;
        }
        if (atWork.remove(key) != null) {
            if (!children.containsKey(key)) {
                count(member, -1);
            }
        } else {
            removeFromLine(waiting.remove(key));
        }
        removeChild(member);
        grant();
    }

    /** The actions that were given a slot since the last call. */
    public List<Member> takeGranted() {
        List<Member> taken = List.copyOf(granted);
        granted.clear();
        return taken;
    }

    /** The narrowest limit that an action waits for; empty when it has a slot. */
    public Optional<Limit> waitsFor(Member member) {
        if (atWork.containsKey(member.key())) {
            return Optional.empty();
        }
        return List.of(Limit.RUN, Limit.PROJECT, Limit.QUEUE, Limit.TOTAL).stream()
                .filter(limit -> isFull(limit, member))
                .findFirst();
    }

    /** Actions of a queue that have a slot, those that wait for their children included. */
    public long working(String queue) {
        return atWork.values().stream()
                .filter(member -> member.queue().equals(queue))
                .count();
    }

    /** Actions of a queue that wait for a slot. */
    public long waiting(String queue) {
        return waiting.values().stream()
                .filter(member -> member.queue().equals(queue))
                .count();
    }

    /** Whether no action is left. */
    public boolean isEmpty() {
        return atWork.isEmpty() && waiting.isEmpty();
    }

    private void grant() {
        for (Optional<Member> next = next(); next.isPresent(); next = next()) {
            Member member = next.get();
            waiting.remove(member.key());
            removeFromLine(member);
            work(member);
            granted.add(member);
        }
    }

    /** The action that is served next; the entries on the way to it go to the end of their lines. */
    private Optional<Member> next() {
        if (counted >= total) {
            return Optional.empty();
        }
        List<String> byPriority = lines.keySet().stream()
                .sorted(Comparator.comparingInt((String queue) -> limits(queue).priority())
                        .reversed())
                .toList();
        for (String queue : byPriority) {
            Optional<Member> member = nextOf(queue);
            if (member.isPresent()) {
                lines.putLast(queue, lines.get(queue));
                return member;
            }
        }
        return Optional.empty();
    }

    private Optional<Member> nextOf(String queue) {
        if (countedInQueue.getOrDefault(queue, 0) >= limits(queue).concurrency()) {
            return Optional.empty();
        }
        var projects = lines.get(queue);
        for (String project : projects.keySet()) {
            var runs = projects.get(project);
            Optional<Member> member = runs.values().stream()
                    .map(run -> run.firstEntry().getValue())
                    .filter(first -> !isFull(Limit.PROJECT, first) && !isFull(Limit.RUN, first))
                    .findFirst();
            if (member.isPresent()) {
                projects.putLast(project, runs);
                runs.putLast(member.get().run(), runs.get(member.get().run()));
                return member;
            }
        }
        return Optional.empty();
    }

    private boolean isFull(Limit limit, Member member) {
        QueueLimits queue = limits(member.queue());
        return switch (limit) {
            case TOTAL -> counted >= total;
            case QUEUE -> countedInQueue.getOrDefault(member.queue(), 0) >= queue.concurrency();
            case PROJECT ->
                countedInProject.getOrDefault(new ProjectKey(member.queue(), member.project()), 0)
                        >= queue.projectConcurrency();
            case RUN -> countedInRun.getOrDefault(member.run(), 0) >= member.runLimit();
        };
    }

    private QueueLimits limits(String queue) {
        return queues.getOrDefault(queue, QueueLimits.NONE);
    }

    private void work(Member member) {
        atWork.put(member.key(), member);
        if (!children.containsKey(member.key())) {
            count(member, 1);
        }
    }

    private void count(Member member, int by) {
        counted += by;
        add(countedInQueue, member.queue(), by);
        add(countedInProject, new ProjectKey(member.queue(), member.project()), by);
        add(countedInRun, member.run(), by);
    }

    private static <K> void add(Map<K, Integer> counts, K key, int by) {
        counts.merge(key, by, (one, other) -> one + other == 0 ? null : one + other);
    }

    /** The first child of an action that works takes its parent out of the count. */
    private void addChild(Member child) {
        Member parent = atWork.get(child.parentKey());
        if (children.merge(child.parentKey(), 1, Integer::sum) == 1 && parent != null) {
            count(parent, -1);
        }
    }

    private void removeChild(Member child) {
        Key key = child.parentKey();
        if (children.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1) == null
                && atWork.containsKey(key)) {
            count(atWork.get(key), 1);
        }
    }

    private SequencedMap<Key, Member> line(Member member) {
        return lines.computeIfAbsent(member.queue(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(member.project(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(member.run(), _ -> new LinkedHashMap<>());
    }

    private void removeFromLine(Member member) {
        line(member).remove(member.key());
        removeEmpty(lines.get(member.queue()).get(member.project()), member.run());
        removeEmpty(lines.get(member.queue()), member.project());
        removeEmpty(lines, member.queue());
    }

    private static <V extends Map<?, ?>> void removeEmpty(Map<String, V> map, String key) {
        map.computeIfPresent(key, (_, entries) -> entries.isEmpty() ? null : entries);
    }
}
