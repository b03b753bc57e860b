package org.flyte.executor.reconcile.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flyte.executor.reconcile.rule.RunSlots.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSlotsTest {
    private final RunSlots slots = new RunSlots(2);

    @Test
    void letsInAsManyAsTheLimitInTheOrderOfTheirComing() {
        assertThat(enter("a", "")).isTrue();
        assertThat(enter("b", "")).isTrue();
        assertThat(enter("c", "")).isFalse();
        assertThat(enter("d", "")).isFalse();
        assertThat(slots.next()).isEmpty();

        slots.leave("a");

        assertThat(slots.next()).extracting(Member::action).containsExactly("c");
        assertThat(enter("d", "")).as("c is first in the queue").isFalse();
        assertThat(enter("c", "")).isTrue();
        assertThat(enter("c", "")).as("again").isTrue();
    }

    @Test
    void doesNotCountAnActionThatWaitsForItsChildren() {
        assertThat(enter("a0", "")).isTrue();
        assertThat(enter("child1", "a0")).isTrue();
        assertThat(enter("child2", "a0")).isTrue();
        assertThat(enter("child3", "a0")).isFalse();
        assertThat(enter("grandchild", "child1")).as("after child3").isFalse();

        assertThat(enter("child3", "a0")).as("child1 waits now").isTrue();
        slots.leave("child2");
        assertThat(enter("grandchild", "child1")).isTrue();
    }

    @Test
    void countsAParentAgainAfterItsChildren() {
        enter("a0", "");
        enter("child", "a0");
        slots.leave("child");

        assertThat(enter("x", "other")).isTrue();
        assertThat(enter("y", "other")).isFalse();
    }

    @Test
    void forgetsAnActionThatIsAbortedWhileItWaits() {
        enter("a", "");
        enter("b", "");
        enter("c", "");
        slots.leave("c");
        slots.leave("a");

        assertThat(slots.next()).isEmpty();
        slots.leave("b");
        assertThat(slots.isEmpty()).isTrue();
    }

    /** A tree of random shape ends with any limit, and never more than that many actions work. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverStopsATree(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(4);
        RunSlots run = new RunSlots(limit);
        List<Member> all = new ArrayList<>(List.of(member("a0", "")));
        for (int i = 1; i < 60; i++) {
            all.add(member("n" + i, all.get(random.nextInt(all.size())).action()));
        }
        List<Member> live = new ArrayList<>(all.subList(0, 1));
        List<Member> open = new ArrayList<>(all.subList(1, all.size()));
        List<Member> started = new ArrayList<>();
        while (!live.isEmpty()) {
            live.stream()
                    .filter(one -> !started.contains(one))
                    .filter(run::enter)
                    .toList()
                    .forEach(started::add);
            for (List<Member> next = run.next(); !next.isEmpty(); next = run.next()) {
                assertThat(next).allMatch(run::enter);
                started.addAll(next);
            }
            List<Member> born = open.stream()
                    .filter(one -> started.contains(parentOf(one, all)))
                    .toList();
            live.addAll(born);
            open.removeAll(born);
            if (!born.isEmpty()) {
                continue;
            }
            List<Member> leaves = started.stream()
                    .filter(one ->
                            live.stream().noneMatch(other -> other.parent().equals(one.action())))
                    .toList();
            assertThat(leaves).as("somebody works").isNotEmpty();
            Member done = leaves.get(random.nextInt(leaves.size()));
            run.leave(done.action());
            started.remove(done);
            live.remove(done);
        }
        assertThat(open).isEmpty();
        assertThat(run.isEmpty()).isTrue();
    }

    private boolean enter(String action, String parent) {
        return slots.enter(member(action, parent));
    }

    private static Member member(String action, String parent) {
        return new Member(action, parent, "run-" + action);
    }

    private static Member parentOf(Member child, List<Member> all) {
        return all.stream()
                .filter(one -> one.action().equals(child.parent()))
                .findFirst()
                .orElseThrow();
    }
}
