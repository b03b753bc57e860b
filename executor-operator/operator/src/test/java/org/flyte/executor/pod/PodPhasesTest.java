package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.pod.PodPhases.Phase;
import org.flyte.executor.pod.PodPhases.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPhasesTest {
    private static final String CREATED = "2026-11-24T10:00:00Z";
    private static final Instant T0 = Instant.parse(CREATED);

    private final PodPhases phases = new PodPhases(Configs.pods(Map.of()));

    @ParameterizedTest(name = "{0} after {1}s: {2} {3} {4}")
    @CsvSource({
        "ContainerCreating,          3599, INITIALIZING, '', ''",
        "ContainerCreating,          3600, FAILED, SYSTEM, ContainersNotReady|ContainerCreating",
        "PodInitializing,           86399, INITIALIZING, '', ''",
        "PodInitializing,           86400, FAILED, SYSTEM, PodPendingTimeout",
        "ErrImagePull,               1000, INITIALIZING, '', ''",
        "ImagePullBackOff,             10, INITIALIZING, '', ''",
        "ImagePullBackOff,            180, FAILED, USER, ContainersNotReady|ImagePullBackOff",
        "CreateContainerError,         10, INITIALIZING, '', ''",
        "CreateContainerError,        180, FAILED, USER, ContainersNotReady|CreateContainerError",
        "CreateContainerConfigError,    0, FAILED, USER, ContainersNotReady|CreateContainerConfigError",
        "InvalidImageName,              0, FAILED, USER, ContainersNotReady|InvalidImageName",
        "ErrImageNeverPull,            10, INITIALIZING, '', ''",
        "ErrImageNeverPull,           180, FAILED, USER, ContainersNotReady|ErrImageNeverPull",
        "SomethingNew,                299, INITIALIZING, '', ''",
        "SomethingNew,                300, FAILED, SYSTEM, ContainersNotReady|SomethingNew",
    })
    void judgesAPendingPod(String reason, long age, Phase phase, String kind, String code) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .withReason("ContainersNotReady")
                .withLastTransitionTime(CREATED)
                .endCondition()
                .withContainerStatuses(waiting(reason))
                .build();

        Verdict verdict = phases.verdict(TestPods.withStatus(status), T0.plusSeconds(age));

        assertThat(verdict.phase()).isEqualTo(phase);
        if (phase == Phase.FAILED) {
            assertThat(verdict.failure().kind()).hasToString(kind);
            assertThat(verdict.failure().code()).isEqualTo(code);
        } else if (reason.endsWith("BackOff")) {
            assertThat(verdict.checkAt()).isEqualTo(T0.plusSeconds(180));
        }
    }

    @ParameterizedTest(name = "primary of a running pod, drained {0}: exit {1} {2} -> {3} {4}")
    @CsvSource({
        "False, 0,   Completed, COMPLETED, ''",
        "False, 1,   Error,     FAILED, USER",
        "False, 137, Error,     FAILED, SYSTEM",
        "False, 137, OOMKilled, FAILED, USER",
        "False, 134, Error,     CRASHED, USER",
        "False, 139, Error,     CRASHED, USER",
        "False, 139, OOMKilled, FAILED, USER",
        "True,  0,   Completed, COMPLETED, ''",
        "True,  1,   Error,     FAILED, SYSTEM",
        "True,  143, Error,     FAILED, SYSTEM",
        "True,  139, Error,     FAILED, SYSTEM",
        "True,  137, OOMKilled, FAILED, USER",
    })
    void judgesByThePrimaryContainerWhileSidecarsRun(
            String drained, int exit, String reason, Phase phase, String kind) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Running")
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus(drained)
                .withReason("EvictionByEvictionAPI")
                .endCondition()
                .withContainerStatuses(ended(exit, reason))
                .build();

        Verdict verdict = phases.verdict(TestPods.withStatus(status), T0);

        assertThat(verdict.phase()).isEqualTo(phase);
        assertThat(verdict.failure() == null ? "" : verdict.failure().kind().name())
                .isEqualTo(kind);
    }

    @ParameterizedTest(name = "failed pod {0} exit {1} {2} -> {3} {4} {5}")
    @CsvSource({
        "'',        3,   Error,     FAILED,  USER,   Error",
        "'',        137, OOMKilled, FAILED,  USER,   OOMKilled",
        "'',        137, Error,     FAILED,  SYSTEM, Interrupted",
        "Evicted,   137, Error,     FAILED,  SYSTEM, Interrupted",
        "Shutdown,  143, Error,     FAILED,  SYSTEM, Interrupted",
        "DeadlineExceeded, 143, Error, FAILED, USER, DeadlineExceeded",
        "'',        134, Error,     CRASHED, USER,   Error",
        "'',        139, Error,     CRASHED, USER,   Error",
        "Evicted,   139, Error,     FAILED,  SYSTEM, Interrupted",
        "DeadlineExceeded, 134, Error, FAILED, USER, DeadlineExceeded",
    })
    void attributesTheFailureOfAPod(String podReason, int exit, String reason, Phase phase, String kind, String code) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withReason(podReason.isEmpty() ? null : podReason)
                .withContainerStatuses(ended(exit, reason))
                .build();

        Verdict verdict = phases.verdict(TestPods.withStatus(status), T0);

        assertThat(verdict.phase()).isEqualTo(phase);
        var failure = verdict.failure();
        assertThat(failure.kind()).hasToString(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).contains("exit code " + exit);
    }

    @ParameterizedTest(name = "started {0}, now {1}: runs since {2}")
    @CsvSource({
        "2026-11-24T10:00:07Z, 2026-11-24T10:00:07.400Z, 2026-11-24T10:00:07.400Z",
        "2026-11-24T10:00:07Z, 2026-11-24T10:00:09.400Z, 2026-11-24T10:00:08Z",
        "2026-11-24T09:59:01Z, 2026-11-24T10:00:09.400Z, 2026-11-24T10:00:00Z",
        "                    , 2026-11-24T10:00:09.400Z, 2026-11-24T10:00:09.400Z",
    })
    void saysSinceWhenAPodRunsAsExactAsTheKubeletDoes(String started, Instant now, Instant since) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("primary")
                        .withState(new ContainerStateBuilder()
                                .withNewRunning(started)
                                .build())
                        .build())
                .build();

        assertThat(phases.report(TestPods.withStatus(status), now))
                .isEqualTo(Report.Active.of(Report.Phase.RUNNING, since));
    }

    @Test
    void waitsForANode() {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/3 nodes are available")
                .endCondition()
                .build();

        Verdict verdict = phases.verdict(TestPods.withStatus(status), T0);

        assertThat(verdict.phase()).isEqualTo(Phase.WAITING);
        assertThat(verdict.reason()).isEqualTo("Unschedulable: 0/3 nodes are available");
    }

    @Test
    void failsAfterACrashBesideAFailedSidecar() {
        ContainerStatus sidecar = ended(1, "Error");
        sidecar.setName("sidecar");
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(ended(134, "Error"), sidecar)
                .build();

        assertThat(phases.verdict(TestPods.withStatus(status), T0).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void attributesADisruptionToTheInfrastructure() {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endCondition()
                .withContainerStatuses(ended(143, "Error"))
                .build();

        assertThat(phases.verdict(TestPods.withStatus(status), T0).failure().isSystem())
                .isTrue();
    }

    @ParameterizedTest(name = "deleted at {0}, ended at {1}: {2}")
    @CsvSource({
        "10:00:05, 10:00:04, USER",
        "10:00:05, 10:00:05, SYSTEM",
        "10:00:05, 10:00:07, SYSTEM",
    })
    void attributesTheEndOfADeletedPodToTheDeletion(String deleted, String ended, String kind) {
        Pod pod = TestPods.withStatus(new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(new ContainerStatusBuilder(ended(143, "Error"))
                        .editState()
                        .editTerminated()
                        .withFinishedAt("2026-11-24T" + ended + "Z")
                        .endTerminated()
                        .endState()
                        .build())
                .build());
        pod.getMetadata().setDeletionGracePeriodSeconds(30L);
        pod.getMetadata()
                .setDeletionTimestamp(Instant.parse("2026-11-24T" + deleted + "Z")
                        .plusSeconds(30)
                        .toString());

        assertThat(phases.verdict(pod, T0).failure().kind()).hasToString(kind);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "OutOfcpu, SYSTEM",
        "OutOfpods, SYSTEM",
        "UnexpectedAdmissionError, SYSTEM",
        "TopologyAffinityError, SYSTEM",
        "DeadlineExceeded, USER",
    })
    void attributesARefusalOfTheKubeletToTheInfrastructure(String reason, String kind) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withReason(reason)
                .withMessage("Pod was rejected")
                .build();

        var failure = phases.verdict(TestPods.withStatus(status), T0).failure();

        assertThat(failure.kind()).hasToString(kind);
        assertThat(failure.code()).isEqualTo(reason);
        assertThat(failure.message()).isEqualTo("Pod was rejected");
    }

    @ParameterizedTest(name = "exit {0}: {1}, crashed {2}")
    @CsvSource({"0, Completed, false", "3, Failed, false", "139, Failed, true"})
    void reportsTheEndOfAPodThatIsBeingDeleted(int exit, String report, boolean crashed) {
        var pod = TestPods.withStatus(new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(ended(exit, "Error"))
                .build());
        pod.getMetadata().setDeletionTimestamp(CREATED);

        Report found = phases.report(pod, T0);

        assertThat(found.getClass().getSimpleName()).isEqualTo(report);
        assertThat(found instanceof Report.Failed failed && failed.crashed()).isEqualTo(crashed);
    }

    @Test
    void reportsThatAPodIsBeingDeleted() {
        var pod =
                TestPods.withStatus(new PodStatusBuilder().withPhase("Pending").build());
        pod.getMetadata().setDeletionTimestamp("2026-11-24T10:00:30Z");

        assertThat(phases.report(pod, T0)).isEqualTo(new Report.Leaving(T0.plusSeconds(30), Details.NONE));
    }

    private static ContainerStatus waiting(String reason) {
        return new ContainerStatusBuilder()
                .withName("primary")
                .withReady(false)
                .withState(new ContainerStateBuilder()
                        .withNewWaiting("because", reason)
                        .build())
                .build();
    }

    private static ContainerStatus ended(int exit, String reason) {
        return new ContainerStatusBuilder()
                .withName("primary")
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(exit)
                        .withReason(reason)
                        .endTerminated()
                        .build())
                .build();
    }
}
