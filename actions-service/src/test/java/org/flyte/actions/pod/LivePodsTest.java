package org.flyte.actions.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.actions.cluster.ObjectName;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.cluster.TrackedStatus;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class LivePodsTest {
    private static final ActionKey ACTION = new ActionKey("p", "d", "r1", "a1");
    private static final PodReference POD = new PodReference("flyte", "r1-a1-2", "u1");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-28T10:00:00Z"));
    private int reads;
    private Optional<Pod> pod = Optional.of(PodBindingTest.pod().build());
    private TrackedAction action = action("owner", 2, ActionPhase.ACTION_PHASE_RUNNING, false);
    private final LivePods pods = new LivePods(
            reference -> {
                reads++;
                return pod;
            },
            key -> Optional.of(action).filter(known -> known.key().equals(key)),
            clock);

    @Test
    void knowsThePodOfTheCurrentAttempt() {
        PodIdentity identity = find().orElseThrow();

        assertThat(identity.action()).isEqualTo(ACTION);
        assertThat(identity.attempt()).isEqualTo(2);
    }

    @Test
    void forgetsAPodAtOnceWhenItsAttemptEnds() {
        assertThat(find()).isPresent();

        action = action("owner", 2, ActionPhase.ACTION_PHASE_SUCCEEDED, false);
        assertThat(find()).isEmpty();
        action = action("owner", 3, ActionPhase.ACTION_PHASE_RUNNING, false);
        assertThat(find()).isEmpty();
        action = action("owner", 2, ActionPhase.ACTION_PHASE_RUNNING, true);
        assertThat(find()).isEmpty();
        action = action("another", 2, ActionPhase.ACTION_PHASE_RUNNING, false);
        assertThat(find()).isEmpty();
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void noticesADeletedPodWithinSeconds() {
        assertThat(find()).isPresent();
        pod = Optional.empty();

        clock.advance(Duration.ofSeconds(9));
        assertThat(find()).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(find()).isEmpty();
    }

    @Test
    void isUnavailableWhenTheClusterDoesNotAnswer() {
        LivePods away = new LivePods(
                reference -> {
                    throw new KubernetesClientException("no connection");
                },
                key -> Optional.of(action),
                clock);

        assertThatThrownBy(() -> away.find(POD).await().atMost(Duration.ofSeconds(10)))
                .isInstanceOf(Unavailable.class);
    }

    private Optional<PodIdentity> find() {
        return pods.find(POD).await().atMost(Duration.ofSeconds(10));
    }

    private static TrackedAction action(String uid, int attempt, ActionPhase phase, boolean deleting) {
        return new TrackedAction(
                ACTION,
                "a0",
                new ObjectName("flyte", "r1-a1"),
                uid,
                false,
                null,
                "",
                Instant.EPOCH,
                deleting,
                null,
                TrackedStatus.of(attempt, phase));
    }
}
