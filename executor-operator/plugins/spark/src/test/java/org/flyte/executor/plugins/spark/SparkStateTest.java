package org.flyte.executor.plugins.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.contract.JobStates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkStateTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                 | QUEUED
            NEW                | QUEUED
            PENDING_SUBMISSION | INITIALIZING
            SUBMITTED          | INITIALIZING
            RESUMING           | INITIALIZING
            RUNNING            | RUNNING
            SUCCEEDING         | RUNNING
            FAILING            | RUNNING
            PENDING_RERUN      | RUNNING
            INVALIDATING       | RUNNING
            UNKNOWN            | RUNNING
            SOMETHING_NEW      | RUNNING
            SUSPENDING         | WAITING the SparkApplication is suspended
            SUSPENDED          | WAITING the SparkApplication is suspended
            SUBMISSION_FAILED  | FAILED USER DownstreamSystemError: the submission failed: it broke
            FAILED             | FAILED USER DownstreamSystemError: the SparkApplication failed: it broke
            COMPLETED          | SUCCEEDED
            """)
    void followsTheStatus(String state, String expected) {
        String resource = "{status: {applicationState: {state: '%s', errorMessage: it broke}}}".formatted(state);

        assertThat(JobStates.describe(SparkState.of(JobStates.job(resource)))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                              | QUEUED
            {spec: {suspend: true}}                         | WAITING the SparkApplication is suspended
            {status: {applicationState: {state: FAILED}}}   | FAILED USER DownstreamSystemError: the SparkApplication failed
            """)
    void takesWhatIsAbsentForNothing(String resource, String expected) {
        assertThat(JobStates.describe(SparkState.of(JobStates.job(resource)))).isEqualTo(expected);
    }
}
