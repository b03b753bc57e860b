package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.flyte.executor.Configs;
import org.junit.jupiter.api.Test;

class PodChangesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:01:00Z");

    private final PodChanges changes =
            new PodChanges(new PodPhases(Configs.pods(Map.of())), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void passesOnWhatIsJudgedOtherwise() {
        assertThat(changes.accept(running(), created())).isTrue();
        assertThat(changes.accept(waiting("ErrImagePull"), waiting("ContainerCreating")))
                .isTrue();
        assertThat(changes.accept(ended(0), running())).isTrue();
        assertThat(changes.accept(ended(3), ended(4))).as("another exit code").isTrue();
        assertThat(changes.accept(deleted(running()), running())).isTrue();
    }

    @Test
    void dropsWhatIsJudgedTheSame() {
        assertThat(changes.accept(scheduled(created()), created()))
                .as("assigned to a node")
                .isFalse();
        assertThat(changes.accept(
                        with(
                                running(),
                                pod -> pod.editStatus().withPodIP("10.0.0.1").endStatus()),
                        running()))
                .as("given an address")
                .isFalse();
        assertThat(changes.accept(ready(running()), running())).as("ready").isFalse();
        assertThat(changes.accept(
                        with(
                                running(),
                                pod -> pod.editMetadata().addToLabels("a", "b").endMetadata()),
                        running()))
                .as("labelled")
                .isFalse();
        assertThat(changes.accept(PrunedPods.prune(running()), running()))
                .as("as kept in memory")
                .isFalse();
    }

    @Test
    void dropsANewPodOfWhichNothingIsKnown() {
        assertThat(changes.isNews(created())).isFalse();
        assertThat(changes.isNews(waiting("ContainerCreating"))).isTrue();
        assertThat(changes.isNews(ended(0))).isTrue();
        assertThat(changes.isNews(deleted(created()))).isTrue();
    }

    @Test
    void judgesByThePrimaryContainer() {
        Pod sidecar = with(
                running(),
                pod -> pod.editStatus()
                        .addToContainerStatuses(new ContainerStatusBuilder()
                                .withName("sidecar")
                                .withState(new ContainerStateBuilder()
                                        .withNewRunning("2026-11-24T10:00:59Z")
                                        .build())
                                .build())
                        .endStatus());

        assertThat(changes.accept(sidecar, running())).isFalse();
        assertThat(changes.accept(primaryEnded(), running()))
                .as("the phase of the pod lags")
                .isTrue();
        assertThat(changes.accept(ended(0), primaryEnded()))
                .as("nothing new then")
                .isFalse();
    }

    private static Pod created() {
        return TestPods.withStatus(new PodStatusBuilder().withPhase("Pending").build());
    }

    private static Pod scheduled(Pod pod) {
        return with(
                pod,
                change -> change.editStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("True")
                        .endCondition()
                        .endStatus());
    }

    private static Pod ready(Pod pod) {
        return with(
                pod,
                change -> change.editStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus());
    }

    private static Pod waiting(String reason) {
        return state(
                "Pending",
                new ContainerStateBuilder().withNewWaiting("because", reason).build());
    }

    private static Pod running() {
        return state(
                "Running",
                new ContainerStateBuilder()
                        .withNewRunning("2026-11-24T10:00:50Z")
                        .build());
    }

    private static Pod primaryEnded() {
        return state("Running", terminated(0));
    }

    private static Pod ended(int exit) {
        return state(exit == 0 ? "Succeeded" : "Failed", terminated(exit));
    }

    private static ContainerState terminated(int exit) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exit)
                .withReason(exit == 0 ? "Completed" : "Error")
                .endTerminated()
                .build();
    }

    private static Pod deleted(Pod pod) {
        return with(
                pod,
                change -> change.editMetadata()
                        .withDeletionTimestamp("2026-11-24T10:01:05Z")
                        .endMetadata());
    }

    private static Pod with(Pod pod, UnaryOperator<PodBuilder> change) {
        return change.apply(new PodBuilder(pod)).build();
    }

    private static Pod state(String phase, ContainerState state) {
        return new PodBuilder(created())
                .withStatus(new PodStatusBuilder()
                        .withPhase(phase)
                        .addNewContainerStatus()
                        .withName("primary")
                        .withState(state)
                        .endContainerStatus()
                        .build())
                .build();
    }
}
