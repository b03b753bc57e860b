package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.PluginReport;
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
    void judgesAPendingPod(String reason, long age, PluginReport.Phase phase, String kind, String code) {
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

        PluginReport report = phases.report(TestPods.withStatus(status), T0.plusSeconds(age));

        assertThat(report.phase()).isEqualTo(phase);
        if (phase == PluginReport.Phase.FAILED) {
            assertThat(report.failure().kind()).hasToString(kind);
            assertThat(report.failure().code()).isEqualTo(code);
        } else if (reason.endsWith("BackOff")) {
            assertThat(report.checkAt()).isEqualTo(T0.plusSeconds(180));
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
            String drained, int exit, String reason, PluginReport.Phase phase, String kind) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Running")
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus(drained)
                .withReason("EvictionByEvictionAPI")
                .endCondition()
                .withContainerStatuses(ended(exit, reason))
                .build();

        PluginReport report = phases.report(TestPods.withStatus(status), T0);

        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.failure() == null ? "" : report.failure().kind().name())
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
    void attributesTheFailureOfAPod(
            String podReason, int exit, String reason, PluginReport.Phase phase, String kind, String code) {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withReason(podReason.isEmpty() ? null : podReason)
                .withContainerStatuses(ended(exit, reason))
                .build();

        PluginReport report = phases.report(TestPods.withStatus(status), T0);

        assertThat(report.phase()).isEqualTo(phase);
        var failure = report.failure();
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

        PluginReport report = phases.report(TestPods.withStatus(status), now);

        assertThat(report.phase()).isEqualTo(PluginReport.Phase.RUNNING);
        assertThat(report.runningSince()).isEqualTo(since);
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

        PluginReport report = phases.report(TestPods.withStatus(status), T0);

        assertThat(report.phase()).isEqualTo(PluginReport.Phase.WAITING);
        assertThat(report.reason()).isEqualTo("Unschedulable: 0/3 nodes are available");
    }

    @Test
    void failsAfterACrashBesideAFailedSidecar() {
        ContainerStatus sidecar = ended(1, "Error");
        sidecar.setName("sidecar");
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(ended(134, "Error"), sidecar)
                .build();

        assertThat(phases.report(TestPods.withStatus(status), T0).phase()).isEqualTo(PluginReport.Phase.FAILED);
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

        assertThat(phases.report(TestPods.withStatus(status), T0).failure().isSystem())
                .isTrue();
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

        var failure = phases.report(TestPods.withStatus(status), T0).failure();

        assertThat(failure.kind()).hasToString(kind);
        assertThat(failure.code()).isEqualTo(reason);
        assertThat(failure.message()).isEqualTo("Pod was rejected");
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
