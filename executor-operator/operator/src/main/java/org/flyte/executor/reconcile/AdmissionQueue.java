package org.flyte.executor.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Admits a limited number of actions at once to one kind of work that may be slow. An action that is not admitted waits in
 * order, without a thread, and is woken when its turn has come: so its own abort and time limits are not delayed either.
 */
final class AdmissionQueue {
    /** After so long an action that waits asks again, in case its wake-up was missed. */
    static final Duration RECHECK = Duration.ofSeconds(15);

    /** An action that has not asked for so long does not wait any more. */
    private static final Duration LOST = RECHECK.multipliedBy(3);

    /**
     * An action in the queue.
     *
     * @param uid of its TaskAction
     */
    record Member(String uid, String namespace, String name) {}

    private record Waiting(Member member, Instant askedAt) {}

    private final int limit;
    private final Consumer<Member> wake;
    private final Clock clock;
    private int admitted;
    /** By uid, the first to come first. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    /** Those of them that were woken and have not asked since. */
    private final Set<String> woken = new HashSet<>();

    /** @param wake called for an action whose turn has come */
    AdmissionQueue(int limit, Consumer<Member> wake, Clock clock) {
        this.limit = limit;
        this.wake = wake;
        this.clock = clock;
    }

    /** Does the work if the action is admitted; else it waits, and the result is empty. */
    <T> Optional<T> run(Member member, Supplier<T> work) {
        if (!enter(member)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            leave().forEach(wake);
        }
    }

    /** The action does not need its turn any more. */
    void forget(String uid) {
        forgotten(uid).forEach(wake);
    }

    /** How many actions wait. */
    synchronized int size() {
        return waiting.size();
    }

    private synchronized boolean enter(Member member) {
        dropLost();
        woken.remove(member.uid());
        boolean first = waiting.containsKey(member.uid()) ? next().contains(member) : admitted + waiting.size() < limit;
        if (first) {
            waiting.remove(member.uid());
            admitted++;
        } else {
            waiting.put(member.uid(), new Waiting(member, clock.instant()));
        }
        return first;
    }

    private synchronized List<Member> leave() {
        admitted--;
        dropLost();
        return toWake();
    }

    private synchronized List<Member> forgotten(String uid) {
        woken.remove(uid);
        return waiting.remove(uid) == null ? List.of() : toWake();
    }

    private List<Member> toWake() {
        return next().stream().filter(member -> woken.add(member.uid())).toList();
    }

    /** Those whose turn has come. */
    private List<Member> next() {
        return waiting.values().stream()
                .limit(Math.max(0, limit - admitted))
                .map(Waiting::member)
                .toList();
    }

    private void dropLost() {
        Instant lost = clock.instant().minus(LOST);
        Iterator<Waiting> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Waiting next = oldest.next();
            if (!next.askedAt().isBefore(lost)) {
                return;
            }
            oldest.remove();
            woken.remove(next.member().uid());
        }
    }
}
