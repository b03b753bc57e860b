package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.flyte.executor.pool.rule.Scaling.Change;
import org.flyte.executor.pool.rule.Scaling.Replica;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** One to four replicas of two slots, a minute for all, ten seconds for one. */
    private final Scaling scaling = new Scaling(1, 4, 2, Duration.ofMinutes(1), Duration.ofSeconds(10));

    @Test
    void makesTheMinimumForTheFirstTaskAndMoreForMore() {
        assertThat(scaling.decide(List.of(), 1, NOW, null, NOW).create()).isEqualTo(1);
        assertThat(scaling.decide(List.of(), 3, NOW, null, NOW).create()).isEqualTo(2);
        assertThat(scaling.decide(List.of(busy("a", 2)), 1, NOW, null, NOW).create())
                .isEqualTo(1);
        assertThat(scaling.decide(List.of(busy("a", 2)), 500, NOW, null, NOW).create())
                .isEqualTo(3);
        assertThat(new Scaling(3, 5, 1, Duration.ZERO, Duration.ZERO)
                        .decide(List.of(), 1, NOW, null, NOW)
                        .create())
                .isEqualTo(3);
    }

    @Test
    void makesNoneWhileThereAreEnough() {
        assertThat(scaling.decide(List.of(busy("a", 1)), 1, NOW, null, NOW).create())
                .isZero();
    }

    @Test
    void removesTheLongestIdleReplicaAndOneAtATime() {
        List<Replica> replicas = List.of(busy("a", 1), idle("b", 11), idle("c", 12));

        Change first = scaling.decide(replicas, 0, NOW, null, NOW);
        assertThat(first.remove()).containsExactly("c");
        assertThat(first.checkAt()).isEqualTo(NOW.plusSeconds(10));

        Change second = scaling.decide(List.of(busy("a", 1), idle("b", 11)), 0, NOW, NOW, NOW.plusSeconds(9));
        assertThat(second.remove()).isEmpty();
        assertThat(second.checkAt()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void keepsTheMinimumUntilAllAreIdleForLong() {
        List<Replica> one = List.of(idle("a", 50));

        Change before = scaling.decide(one, 0, NOW.minusSeconds(59), null, NOW);
        assertThat(before.remove()).isEmpty();
        assertThat(before.checkAt()).isEqualTo(NOW.plusSeconds(1));

        assertThat(scaling.decide(List.of(idle("a", 60), idle("b", 1)), 0, NOW.minusSeconds(60), null, NOW)
                        .remove())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aBusyReplicaIsNeverRemovedAndThereAreNeverTooMany() throws Exception {
        PropertyCheck.forAll(draw -> {
            int min = draw.integer(0, 3);
            int max = draw.integer(Math.max(1, min), 5);
            int concurrency = draw.integer(1, 3);
            List<Replica> replicas = new ArrayList<>();
            for (int i = draw.integer(0, max); i > 0; i--) {
                replicas.add(new Replica("p" + i, draw.integer(0, concurrency), NOW.minusSeconds(draw.integer(0, 99))));
            }
            int queued = draw.integer(0, 9);
            Change change = new Scaling(min, max, concurrency, Duration.ofSeconds(60), Duration.ofSeconds(30))
                    .decide(replicas, queued, NOW.minusSeconds(draw.integer(0, 99)), null, NOW);

            assertThat(replicas.size() + change.create()).isLessThanOrEqualTo(max);
            assertThat(change.create() == 0 || change.remove().isEmpty()).isTrue();
            assertThat(replicas.stream()
                            .filter(replica -> change.remove().contains(replica.pod()))
                            .allMatch(replica -> replica.busy() == 0))
                    .isTrue();
            boolean full = replicas.stream().allMatch(replica -> replica.busy() == concurrency);
            if (queued > 0 && full && replicas.size() < max) {
                assertThat(change.create()).isPositive();
            }
        });
    }

    private static Replica busy(String pod, int tasks) {
        return new Replica(pod, tasks, NOW);
    }

    private static Replica idle(String pod, int seconds) {
        return new Replica(pod, 0, NOW.minusSeconds(seconds));
    }
}
