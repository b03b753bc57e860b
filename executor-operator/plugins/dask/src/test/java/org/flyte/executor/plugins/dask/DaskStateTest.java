package org.flyte.executor.plugins.dask;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.contract.JobStates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaskStateTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                           | INITIALIZING
            {spec: {suspend: true}}                                      | WAITING the DaskJob is suspended
            {status: {jobStatus: JobCreated}}                            | INITIALIZING
            {status: {jobStatus: ClusterCreated}}                        | INITIALIZING
            {status: {jobStatus: Running}}                               | RUNNING
            {status: {jobStatus: Running, startTime: 2026-11-24T10:00:00Z}} | RUNNING since 2026-11-24T10:00:00Z
            {status: {jobStatus: Successful}}                            | SUCCEEDED
            {status: {jobStatus: Failed}}                                | FAILED USER DownstreamSystemError: the DaskJob failed
            {status: {jobStatus: Failed, message: it broke}}             | FAILED USER DownstreamSystemError: the DaskJob failed: it broke
            {status: {jobStatus: Paused}}                                | RUNNING
            {status: {jobStatus: {nested: x}}}                           | INITIALIZING
            """)
    void followsTheStatus(String resource, String expected) {
        assertThat(JobStates.describe(DaskState.of(JobStates.job(resource)))).isEqualTo(expected);
    }
}
