package org.flyte.executor.plugins.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.contract.JobStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeflowStateTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                | QUEUED JobCreated
            {spec: {runPolicy: {suspend: true}}}                                              | WAITING the job is suspended
            {status: {conditions: [{type: Created, status: 'True'}]}}                         | QUEUED JobCreated
            {spec: {runPolicy: {suspend: true}}, status: {conditions: [{type: Created, status: 'True'}]}} | WAITING the job is suspended
            {status: {conditions: [{type: Running, status: 'False'}]}}                        | QUEUED JobCreated
            {status: {conditions: [{type: Suspended, status: 'True', reason: PyTorchJobSuspended, message: no room}]}} | WAITING PyTorchJobSuspended: no room
            {status: {startTime: 2026-11-24T10:00:00Z, conditions: [{type: Running, status: 'True'}]}} | RUNNING since 2026-11-24T10:00:00Z
            {status: {conditions: [{type: Restarting, status: 'True'}]}}                      | RUNNING
            {status: {conditions: [{type: Repaired, status: 'True'}]}}                        | RUNNING
            {status: {conditions: [{type: Succeeded, status: 'True'}]}}                       | SUCCEEDED
            {status: {conditions: [{type: Failed, status: 'True', reason: PyTorchJobFailed, message: it broke}]}} | FAILED USER DownstreamSystemError: Job failed: PyTorchJobFailed - it broke
            """)
    void followsTheStatus(String resource, String expected) {
        assertThat(JobStates.describe(KubeflowState.of(JobStates.job(resource))))
                .isEqualTo(expected);
    }

    @Test
    void takesTheNewestCondition() {
        String resource = """
                {status: {conditions: [
                  {type: Succeeded, status: 'True', lastTransitionTime: 2026-11-24T10:00:02Z},
                  {type: Created, status: 'True', lastTransitionTime: 2026-11-24T10:00:00Z}]}}
                """;

        assertThat(JobStates.describe(KubeflowState.of(JobStates.job(resource))))
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void takesTheLastOfConditionsOfOneTime() {
        String resource = """
                {status: {conditions: [
                  {type: Created, status: 'True', lastTransitionTime: 2026-11-24T10:00:00Z},
                  {type: Running, status: 'True', lastTransitionTime: 2026-11-24T10:00:00Z}]}}
                """;

        assertThat(JobStates.describe(KubeflowState.of(JobStates.job(resource))))
                .isEqualTo("RUNNING");
    }
}
