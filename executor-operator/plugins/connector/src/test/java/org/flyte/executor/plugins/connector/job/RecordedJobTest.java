package org.flyte.executor.plugins.connector.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.executor.plugins.connector.job.rule.Job.SecretName;
import org.flyte.idl.connector.TaskCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded is read again. */
class RecordedJobTest {
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void isReadAsItWasWritten() {
        RecordedJob created = RecordedJob.created(job(ByteString.copyFrom(new byte[] {0, 1, -1})));
        RecordedJob ended = new RecordedJob(created.job(), Optional.of(CREATED.plusSeconds(5)), true);

        assertThat(RecordedJob.parse(created.toJson())).isEqualTo(created);
        assertThat(RecordedJob.parse(ended.toJson())).isEqualTo(ended);
        assertThat(created.fits()).isTrue();
    }

    @Test
    void saysWhenItHasNoRoom() {
        assertThat(RecordedJob.created(job(ByteString.copyFrom(new byte[11_000])))
                        .fits())
                .isTrue();
        assertThat(RecordedJob.created(job(ByteString.copyFrom(new byte[12_500])))
                        .fits())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{}", "{\"version\":2}", "{\"version\":1,\"createdAt\":\"yesterday\"}"})
    void refusesWhatItIsNot(String text) {
        assertThatThrownBy(() -> RecordedJob.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(RecordedJob.read(text)).isEmpty();
    }

    private static Job job(ByteString handle) {
        return new Job(
                "default",
                TaskCategory.newBuilder().setName("t").setVersion(2).build(),
                handle,
                "s3://bucket/out",
                CREATED,
                new JobConnection("t", Map.of("password", new SecretName("g", "k")), Map.of("region", "eu")));
    }
}
