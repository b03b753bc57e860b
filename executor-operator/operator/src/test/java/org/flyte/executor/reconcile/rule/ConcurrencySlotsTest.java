package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.flyte.executor.reconcile.rule.ConcurrencySlots.Limit;
import org.flyte.executor.reconcile.rule.ConcurrencySlots.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConcurrencySlotsTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @Test
    void letsInAsManyOfARunAsItsLimitInTheOrderOfTheirComing() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of());
        assertThat(enter(slots, "a", "b", "c", "d")).containsExactly("a", "b");
        assertThat(slots.takeGranted()).extracting(Member::action).containsExactly("a", "b");
        assertThat(slots.waitsFor(ofRun("c", ""))).contains(Limit.RUN);

        slots.leave("run", "a");

        assertThat(slots.takeGranted()).extracting(Member::action).containsExactly("c");
        assertThat(slots.enter(ofRun("d", ""))).isFalse();
        assertThat(slots.enter(ofRun("c", ""))).isTrue();
        assertThat(slots.waitsFor(ofRun("c", ""))).isEmpty();
    }

    @Test
    void grantsAndKeepsWaitingByTheLimitsThatHoldNow() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of("q", new QueueLimits(1, NO_LIMIT, 0)));
        slots.enter(inQueue("a"));
        slots.enter(inQueue("b"));
        slots.enter(inQueue("c"));
        slots.takeGranted();

        slots.change(Map.of("q", new QueueLimits(2, NO_LIMIT, 0)));
        assertThat(slots.takeGranted()).extracting(Member::action).containsExactly("b");
        slots.change(Map.of("q", new QueueLimits(1, NO_LIMIT, 0)));
        slots.leave("run", "a");

        assertThat(slots.takeGranted()).as("b is at work").isEmpty();
        assertThat(slots.waitingIn("q")).extracting(Member::action).containsExactly("c");
    }

    private static Member inQueue(String action) {
        return new Member("run", action, "", "p/d", "q", NO_LIMIT, "flyte", action);
    }

    @Test
    void doesNotCountAnActionThatWaitsForItsChildren() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of());
        assertThat(slots.enter(ofRun("a0", ""))).isTrue();
        assertThat(slots.enter(ofRun("child1", "a0"))).isTrue();
        assertThat(slots.enter(ofRun("child2", "a0"))).isTrue();
        assertThat(slots.enter(ofRun("child3", "a0"))).isFalse();

        assertThat(slots.enter(ofRun("grandchild", "child1")))
                .as("after child3")
                .isFalse();
        assertThat(slots.takeGranted())
                .as("child1 waits now")
                .extracting(Member::action)
                .endsWith("child3");

        slots.leave("run", "child2");
        assertThat(slots.takeGranted()).extracting(Member::action).containsExactly("grandchild");
    }

    @Test
    void countsAParentAgainAfterItsChildren() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of());
        slots.enter(ofRun("a0", ""));
        slots.enter(ofRun("child", "a0"));
        slots.leave("run", "child");

        assertThat(enter(slots, "x", "y")).containsExactly("x");
    }

    @Test
    void forgetsAnActionThatIsAbortedWhileItWaits() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of());
        enter(slots, "a", "b", "c");
        slots.takeGranted();
        slots.leave("run", "c");
        slots.leave("run", "a");

        assertThat(slots.takeGranted()).isEmpty();
        slots.leave("run", "b");
        assertThat(slots.isEmpty()).isTrue();
    }

    @Test
    void takesOverWhatIsAtWork() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of());
        slots.add(ofRun("a", ""));
        slots.add(ofRun("a", ""));

        assertThat(enter(slots, "b", "c")).containsExactly("b");
    }

    @Test
    void servesProjectsOfAQueueInTurn() {
        ConcurrencySlots slots = slots(NO_LIMIT, Map.of("gpu", new QueueLimits(1, NO_LIMIT, 0)));
        slots.enter(inQueue("gpu", "first", "r0", "x"));
        for (int i = 0; i < 4; i++) {
            slots.enter(inQueue("gpu", "big", "r1", "b" + i));
        }
        slots.enter(inQueue("gpu", "small", "r2", "s0"));
        slots.enter(inQueue("gpu", "small", "r2", "s1"));

        assertThat(drain(slots)).containsExactly("x", "b0", "s0", "b1", "s1", "b2", "b3");
    }

    @Test
    void servesTheRunsOfAProjectInTurn() {
        ConcurrencySlots slots = slots(1, Map.of());
        slots.enter(inQueue("q", "p", "first", "x"));
        for (int i = 0; i < 3; i++) {
            slots.enter(inQueue("q", "p", "r1", "a" + i));
        }
        slots.enter(inQueue("q", "p", "r2", "b0"));

        assertThat(drain(slots)).containsExactly("x", "a0", "b0", "a1", "a2");
    }

    @Test
    void servesQueuesByPriorityThenInTurn() {
        Map<String, QueueLimits> queues = Map.of(
                "urgent", new QueueLimits(NO_LIMIT, NO_LIMIT, 10), "low", new QueueLimits(NO_LIMIT, NO_LIMIT, -1));
        ConcurrencySlots slots = slots(1, queues);
        slots.enter(inQueue("other", "p", "r0", "x"));
        slots.enter(inQueue("low", "p", "r1", "low"));
        slots.enter(inQueue("default", "p", "r2", "d0"));
        slots.enter(inQueue("default", "p", "r2", "d1"));
        slots.enter(inQueue("other", "p", "r3", "o0"));
        slots.enter(inQueue("urgent", "p", "r4", "u0"));

        assertThat(drain(slots)).containsExactly("x", "u0", "d0", "o0", "d1", "low");
    }

    @Test
    void saysWhichLimitAnActionWaitsFor() {
        Map<String, QueueLimits> queues =
                Map.of("q", new QueueLimits(2, 1, 0), "r", new QueueLimits(NO_LIMIT, NO_LIMIT, 0));
        ConcurrencySlots slots = slots(3, queues);
        slots.enter(inQueue("q", "p1", "r1", "a"));
        slots.enter(inQueue("q", "p1", "r1", "b"));
        assertThat(slots.waitsFor(inQueue("q", "p1", "r1", "b"))).contains(Limit.PROJECT);

        slots.enter(inQueue("q", "p2", "r2", "a"));
        slots.enter(inQueue("q", "p3", "r3", "a"));
        assertThat(slots.waitsFor(inQueue("q", "p3", "r3", "a"))).contains(Limit.QUEUE);

        slots.enter(inQueue("r", "p1", "r4", "a"));
        slots.enter(inQueue("r", "p1", "r5", "a"));
        assertThat(slots.waitsFor(inQueue("r", "p1", "r5", "a"))).contains(Limit.TOTAL);
        assertThat(slots.working("q")).isEqualTo(2);
        assertThat(slots.waiting("q")).isEqualTo(2);
    }

    /** Only a full limit keeps an action waiting, and a full limit of one queue keeps no other queue waiting. */
    @Test
    void passesOverQueuesAndRunsThatAreFull() {
        ConcurrencySlots slots = slots(3, Map.of("gpu", new QueueLimits(1, NO_LIMIT, 100)));
        slots.enter(inQueue("gpu", "p", "r1", "a"));
        slots.enter(inQueue("gpu", "p", "r1", "b"));
        slots.enter(member("default", "p", "narrow", "a", "", 1));
        slots.enter(member("default", "p", "narrow", "b", "", 1));

        assertThat(slots.enter(inQueue("default", "p", "wide", "a"))).isTrue();
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    /** Trees of random shape in random queues end with any limits, and never do more actions work than they allow. */
    @ParameterizedTest
    @MethodSource("seeds")
    void neverStopsTreesAndHoldsEveryLimit(int seed) {
        Random random = new Random(seed);
        int total = random.nextBoolean() ? NO_LIMIT : 1 + random.nextInt(5);
        Map<String, QueueLimits> queues = new HashMap<>();
        for (String queue : List.of("q1", "q2")) {
            queues.put(queue, new QueueLimits(1 + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(3)));
        }
        ConcurrencySlots slots = new ConcurrencySlots(total, queues);
        List<Member> all = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            int limit = random.nextBoolean() ? NO_LIMIT : 1 + random.nextInt(3);
            List<Member> tree = new ArrayList<>(List.of(member("q1", "p" + run % 2, "r" + run, "a0", "", limit)));
            for (int i = 1; i < 20; i++) {
                String parent = tree.get(random.nextInt(tree.size())).action();
                tree.add(member("q" + (1 + random.nextInt(3)), "p" + run % 2, "r" + run, "n" + i, parent, limit));
            }
            all.addAll(tree);
        }
        List<Member> open = new ArrayList<>(all);
        List<Member> started = new ArrayList<>();
        List<Member> entered = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Member> born = open.stream()
                    .filter(one -> !entered.contains(one))
                    .filter(one -> one.parent().isEmpty() || started.stream().anyMatch(p -> isParent(p, one)))
                    .toList();
            born.forEach(slots::enter);
            entered.addAll(born);
            List<Member> granted = slots.takeGranted();
            started.addAll(granted);
            entered.stream()
                    .filter(open::contains)
                    .filter(one -> !started.contains(one))
                    .forEach(one -> assertThat(slots.waitsFor(one)).isPresent());
            if (!born.isEmpty()) {
                continue;
            }
            List<Member> leaves = started.stream()
                    .filter(open::contains)
                    .filter(one -> open.stream().noneMatch(child -> isParent(one, child)))
                    .toList();
            assertThat(leaves).as("somebody works, seed " + seed).isNotEmpty();
            Member done = leaves.get(random.nextInt(leaves.size()));
            open.remove(done);
            long before = computing(open, started);
            slots.leave(done.run(), done.action());
            List<Member> next = slots.takeGranted();
            started.addAll(next);
            assertThat(next.isEmpty() || computing(open, started) <= Math.max(total, before + 1))
                    .isTrue();
            queues.forEach((queue, limits) -> next.stream()
                    .filter(one -> one.queue().equals(queue))
                    .findFirst()
                    .ifPresent(one -> assertThat(open.stream()
                                    .filter(started::contains)
                                    .filter(other -> other.queue().equals(queue))
                                    .filter(other -> entered.stream()
                                            .noneMatch(child -> open.contains(child) && isParent(other, child)))
                                    .count())
                            .as("at work in " + queue + ", seed " + seed)
                            .isLessThanOrEqualTo(limits.concurrency())));
        }
        assertThat(slots.isEmpty()).isTrue();
    }

    private static long computing(List<Member> open, List<Member> started) {
        return started.stream()
                .filter(open::contains)
                .filter(one -> open.stream().noneMatch(child -> isParent(one, child)))
                .count();
    }

    private static boolean isParent(Member parent, Member child) {
        return parent.run().equals(child.run()) && parent.action().equals(child.parent());
    }

    /** The actions in the order in which they get their slots, when one after the other ends. */
    private static List<String> drain(ConcurrencySlots slots) {
        List<String> order = new ArrayList<>();
        for (List<Member> granted = slots.takeGranted(); !granted.isEmpty(); granted = slots.takeGranted()) {
            for (Member member : granted) {
                order.add(member.action());
                slots.leave(member.run(), member.action());
            }
        }
        return order;
    }

    private static ConcurrencySlots slots(int total, Map<String, QueueLimits> queues) {
        return new ConcurrencySlots(total, queues);
    }

    /** Those that got a slot at once. */
    private static List<String> enter(ConcurrencySlots slots, String... actions) {
        return List.of(actions).stream()
                .filter(action -> slots.enter(ofRun(action, "")))
                .toList();
    }

    /** Of a run with a limit of 2. */
    private static Member ofRun(String action, String parent) {
        return member("default", "p", "run", action, parent, 2);
    }

    private static Member inQueue(String queue, String project, String run, String action) {
        return member(queue, project, run, action, "", NO_LIMIT);
    }

    private static Member member(String queue, String project, String run, String action, String parent, int limit) {
        return new Member(run, action, parent, project, queue, limit, "flyte", run + "-" + action);
    }
}
