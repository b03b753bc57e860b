package org.flyte.executor.plugins.jobset;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.contract.JobStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSetStateTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                  | INITIALIZING
            {spec: {suspend: true}}                                             | WAITING the JobSet is suspended
            {status: {restarts: 2}}                                             | RUNNING running (restart attempt 2)
            {status: {replicatedJobsStatus: [{name: workers, ready: 0}]}}       | INITIALIZING
            {status: {replicatedJobsStatus: [{name: workers, ready: 1}]}}       | RUNNING
            {status: {replicatedJobsStatus: [{name: workers, active: 1}]}}      | RUNNING
            {status: {replicatedJobsStatus: [{name: workers, succeeded: 1}]}}   | RUNNING
            {status: {replicatedJobsStatus: [{name: workers, failed: 1}]}}      | RUNNING
            {status: {conditions: [{type: Suspended, status: 'True', reason: SuspendedJobs, message: no room}]}} | WAITING SuspendedJobs: no room
            {status: {conditions: [{type: Suspended, status: 'False'}]}}        | INITIALIZING
            {status: {conditions: [{type: StartupPolicyCompleted, status: 'True'}]}} | RUNNING
            {status: {conditions: [{type: RestartingJobSet, status: 'True'}]}}  | RUNNING restart in progress
            {status: {conditions: [{type: Completed, status: 'True'}]}}         | SUCCEEDED
            {status: {conditions: [{type: Failed, status: 'True', reason: FailedJobs, message: it broke}]}} | FAILED USER FailedJobs: the JobSet failed: FailedJobs: it broke
            {status: {conditions: [{type: Failed, status: 'True'}]}}            | FAILED USER DownstreamSystemError: the JobSet failed:
            """)
    void followsTheStatus(String resource, String expected) {
        assertThat(JobStates.describe(JobSetState.of(JobStates.job(resource), false))
                        .strip())
                .isEqualTo(expected);
    }

    @Test
    void takesTheNewestCondition() {
        String resource = """
                {status: {conditions: [
                  {type: Completed, status: 'True', lastTransitionTime: 2026-11-24T10:00:02Z},
                  {type: StartupPolicyCompleted, status: 'True', lastTransitionTime: 2026-11-24T10:00:01Z}]}}
                """;
        assertThat(JobStates.describe(JobSetState.of(JobStates.job(resource), false)))
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void forgivesMaintenanceOfAHost() {
        String resource = "{status: {conditions: [{type: Failed, status: 'True', reason: FailedJobs}]}}";
        assertThat(JobStates.describe(JobSetState.of(JobStates.job(resource), true)))
                .isEqualTo("FAILED SYSTEM HostMaintenance: the JobSet failed: FailedJobs");
    }
}
