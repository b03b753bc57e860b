package org.flyte.executor.plugins.ray;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.contract.JobStates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RayStateTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                    | QUEUED Scheduling
            {spec: {suspend: true}}                               | WAITING the RayJob is suspended
            {status: {jobDeploymentStatus: Suspending}}           | WAITING the RayJob is suspended
            {status: {jobDeploymentStatus: Suspended}}            | WAITING the RayJob is suspended
            {status: {jobDeploymentStatus: Initializing}}         | INITIALIZING
            {status: {jobDeploymentStatus: Running}}              | RUNNING
            {status: {jobDeploymentStatus: Waiting}}              | RUNNING
            {status: {jobDeploymentStatus: Retrying}}             | RUNNING
            {status: {jobDeploymentStatus: Complete}}             | SUCCEEDED
            {status: {jobDeploymentStatus: Complete, jobStatus: SUCCEEDED}} | SUCCEEDED
            {status: {jobDeploymentStatus: Complete, jobStatus: FAILED}} | FAILED FINAL USER TaskFailedWithError: the RayJob failed
            {status: {jobDeploymentStatus: Complete, jobStatus: STOPPED}} | FAILED FINAL USER TaskFailedWithError: the RayJob failed
            {status: {jobDeploymentStatus: Failed, reason: AppFailed, message: it broke}} | FAILED FINAL USER TaskFailedWithError: the RayJob failed: AppFailed: it broke
            {status: {jobDeploymentStatus: Failed, reason: JobDeploymentStatusTransitionGracePeriodExceeded}} | FAILED SYSTEM JobDeploymentStatusTransitionGracePeriodExceeded: the RayJob failed: JobDeploymentStatusTransitionGracePeriodExceeded
            """)
    void followsTheStatus(String resource, String expected) {
        assertThat(JobStates.describe(RayState.of(JobStates.job(resource)))).isEqualTo(expected);
    }
}
