package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.job.JobResource.Condition;
import org.junit.jupiter.api.Test;

class JobResourceTest {
    @Test
    void readsFields() {
        JobResource job = job(Map.of("text", "a", "number", 3, "flag", true, "time", "2026-11-24T10:00:00.5+01:00"));

        assertThat(job.text("status", "text")).isEqualTo("a");
        assertThat(job.number("status", "number")).isEqualTo(3);
        assertThat(job.flag("status", "flag")).isTrue();
        assertThat(job.time("status", "time")).contains(Instant.parse("2026-11-24T09:00:00.5Z"));
    }

    @Test
    void takesWhatIsAbsentOrOfAnotherTypeForNothing() {
        JobResource job = job(Map.of("text", List.of(1), "number", "3", "flag", "true", "time", "soon", "items", 4));

        assertThat(job.text("status", "text")).isEmpty();
        assertThat(job.text("status", "text", "deeper")).isEmpty();
        assertThat(job.number("status", "number")).isZero();
        assertThat(job.flag("status", "flag")).isFalse();
        assertThat(job.time("status", "time")).isEmpty();
        assertThat(job.time("status", "none")).isEmpty();
        assertThat(job.items("status", "items")).isEmpty();
        assertThat(job.conditions()).isEmpty();
        assertThat(job.newestCondition()).isEmpty();
    }

    @Test
    void describesConditions() {
        assertThat(new Condition("A", true, "r", "m", Instant.EPOCH).describe()).isEqualTo("r: m");
        assertThat(new Condition("A", true, "r", "", Instant.EPOCH).describe()).isEqualTo("r");
        assertThat(new Condition("A", true, "", "m", Instant.EPOCH).describe()).isEqualTo("m");
    }

    private static JobResource job(Map<String, Object> status) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setAdditionalProperties(Map.of("status", status));
        return new JobResource(object);
    }
}
