package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.executor.reconcile.AdmissionQueue.Member;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final List<String> woken = new ArrayList<>();
    private final AdmissionQueue queue = new AdmissionQueue(1, member -> woken.add(member.name()), clock);

    @Test
    void admitsInOrderAndWakesEachOnce() {
        String done = queue.run(member("a"), () -> {
                    assertThat(run("b")).isEmpty();
                    assertThat(run("c")).isEmpty();
                    assertThat(woken).isEmpty();
                    return "a";
                })
                .orElseThrow();

        assertThat(done).isEqualTo("a");
        assertThat(woken).containsExactly("b");
        assertThat(run("d")).as("came later").isEmpty();
        assertThat(run("c")).as("not its turn").isEmpty();
        assertThat(run("b")).contains("b");
        assertThat(woken).containsExactly("b", "c");
        assertThat(run("c")).contains("c");
        assertThat(run("d")).contains("d");
        assertThat(queue.size()).isZero();
    }

    @Test
    void goesOnWithoutAnActionThatHasEnded() {
        queue.run(member("a"), () -> run("b").or(() -> run("c")));
        queue.forget("b");

        assertThat(woken).containsExactly("b", "c");
        assertThat(run("c")).contains("c");
        queue.forget("b");
        assertThat(queue.size()).isZero();
    }

    @Test
    void goesOnWithoutAnActionThatNeverCame() {
        queue.run(member("a"), () -> run("b"));
        clock.advance(AdmissionQueue.RECHECK.multipliedBy(3).plus(Duration.ofMillis(1)));

        assertThat(run("c")).contains("c");
        assertThat(queue.size()).isZero();
    }

    @Test
    void givesTheTurnBackWhenTheWorkFails() {
        assertThatIllegalStateException()
                .isThrownBy(() -> queue.run(member("a"), () -> {
                    throw new IllegalStateException("no");
                }));

        assertThat(run("b")).contains("b");
    }

    private Optional<String> run(String name) {
        return queue.run(member(name), () -> name);
    }

    private static Member member(String name) {
        return new Member(name, "flyte", name);
    }
}
