package org.flyte.executor.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.TaskExecution.TryState;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class TaskExecutionTest {
    private final TaskAction action = action();

    @Test
    void namesEachTry() {
        assertThat(execution(1, 0).objectName()).isEqualTo("run-action-0123abcd-0");
        assertThat(execution(2, 1).objectName()).isEqualTo("run-action-0123abcd-1-1");
        assertThat(execution(1, 0).objectName(253)).isEqualTo("run-action-0123abcd-0");
        assertThat(execution(1, 0).objectName(20)).hasSizeLessThanOrEqualTo(20).startsWith("run-action-");
        assertThat(execution(1, 0).objectName(20)).isNotEqualTo(execution(2, 0).objectName(20));
    }

    @Test
    void hasOneIdempotencyKeyForEachTry() {
        assertThat(execution(1, 0).idempotencyKey())
                .isEqualTo(execution(1, 0).idempotencyKey())
                .isNotEqualTo(execution(2, 0).idempotencyKey())
                .isNotEqualTo(execution(1, 1).idempotencyKey());
    }

    @Test
    void tellsItsStateFromThatOfAnEarlierTry() {
        assertThat(execution(1, 0).state()).isEmpty();
        action.setStatus(new TaskActionStatus());
        assertThat(execution(1, 0).state()).isEmpty();
        action.getStatus().pluginState = "{}";
        action.getStatus().pluginStateTry = execution(1, 0).objectName();

        assertThat(execution(1, 0).state()).contains("{}");
        assertThat(execution(1, 0).earlierState()).isEmpty();
        assertThat(execution(1, 1).state()).isEmpty();
        assertThat(execution(1, 1).earlierState())
                .contains(new TryState(execution(1, 0).objectName(), "{}"));
    }

    @Test
    void ownsItsObjects() {
        assertThat(execution(1, 0).owner())
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("uid"))
                .satisfies(owner -> assertThat(owner.getApiVersion()).isEqualTo("flyte.org/v1"))
                .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("TaskAction"));
    }

    @Test
    void keepsFilesOfTriesApart() {
        assertThat(execution(2, 0).files().folder()).isEqualTo("s3://b/p/d/run/action/2");
        assertThat(execution(2, 1).files().folder()).isEqualTo("s3://b/p/d/run/action/2-1");
        assertThat(execution(2, 1).attemptFiles()).isEqualTo(execution(2, 0).files());
        assertThat(execution(1, 0).rawDataFolder()).startsWith("s3://b/p/d/run/");
        action.getSpec().rawDataPrefix = "s3://raw";
        assertThat(execution(1, 0).rawDataFolder()).isEqualTo("s3://raw");
    }

    @Test
    void staysInTheFolderThatItWasStartedIn() {
        action.setStatus(new TaskActionStatus());
        action.getStatus().attempts = 2;
        action.getStatus().podTries = 1;
        action.getStatus().outputUri = "s3://b/p/d/run/action/2";

        assertThat(execution(2, 1).files().folder()).isEqualTo("s3://b/p/d/run/action/2");
        assertThat(execution(2, 2).files().folder()).isEqualTo("s3://b/p/d/run/action/2-2");

        action.getStatus().outputUri = "s3://elsewhere";
        assertThat(execution(2, 1).files().folder()).isEqualTo("s3://b/p/d/run/action/2-1");
    }

    @Test
    void continuesFromTheCheckpointsOfTheLastTryThatHasRun() {
        String run = "s3://b/p/d/run/action/";
        assertThat(execution(2, 0).previousCheckpointsFolder()).isEmpty();

        action.setStatus(new TaskActionStatus());
        action.getStatus().phaseHistory = List.of(
                entry("QUEUED", 1, 0, null),
                entry("RUNNING", 1, 0, "pod"),
                entry("RUNNING", 1, 0, null),
                entry("INITIALIZING", 1, 1, "pod-1"),
                entry("FAILED", 2, 0, "pod-2"));

        assertThat(execution(1, 0).previousCheckpointsFolder()).isEmpty();
        assertThat(execution(1, 1).previousCheckpointsFolder()).isEqualTo(run + "1/_flytecheckpoints");
        assertThat(execution(1, 2).previousCheckpointsFolder())
                .as("the first replacement never ran")
                .isEqualTo(run + "1/_flytecheckpoints");
        assertThat(execution(2, 0).previousCheckpointsFolder()).isEqualTo(run + "1/_flytecheckpoints");
        assertThat(execution(3, 0).previousCheckpointsFolder()).isEqualTo(run + "2/_flytecheckpoints");
    }

    private static PhaseEntry entry(String phase, int attempt, int podTry, String pod) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = phase;
        entry.attempt = attempt;
        entry.podTry = podTry;
        entry.podName = pod;
        return entry;
    }

    private TaskExecution execution(int attempt, int lost) {
        return new TaskExecution(action, TaskTemplate.getDefaultInstance(), attempt, lost);
    }

    private static TaskAction action() {
        TaskAction action = new TaskAction();
        action.setMetadata(new ObjectMetaBuilder()
                .withName("run-action-0123abcd")
                .withNamespace("flyte")
                .withUid("uid")
                .build());
        action.setSpec(new TaskActionSpec());
        action.getSpec().runOutputBase = "s3://b/p/d/run/";
        action.getSpec().actionName = "action";
        return action;
    }
}
