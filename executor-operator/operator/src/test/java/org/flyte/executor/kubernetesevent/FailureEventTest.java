package org.flyte.executor.kubernetesevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.Failure;
import org.junit.jupiter.api.Test;

class FailureEventTest {
    @Test
    void namesTheCauseAndTheObject() {
        Event event = event(Failure.user("RetriesExhausted|OOMKilled", "container primary was killed"));

        assertThat(event.getReason()).isEqualTo("OOMKilled");
        assertThat(event.getNote()).isEqualTo("attempt 2: container primary was killed");
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-02T03:04:05.600000Z");
        assertThat(event.getMetadata().getNamespace()).isEqualTo("flyte");
        assertThat(event.getMetadata().getGenerateName()).isEqualTo("r-a0-");
        assertThat(event.getRegarding().getKind()).isEqualTo("TaskAction");
        assertThat(event.getRegarding().getUid()).isEqualTo("u");
    }

    @Test
    void staysWithinWhatTheApiServerTakes() {
        Event event = event(Failure.system("c".repeat(500), "m".repeat(50_000)));

        assertThat(event.getReason()).hasSize(128);
        assertThat(event.getNote()).hasSize(1024).endsWith("…");
        assertThat(event(Failure.user("", "")).getReason()).isEqualTo("Failed");
    }

    private static Event event(Failure failure) {
        TaskAction action = new TaskAction();
        action.setMetadata(new ObjectMetaBuilder()
                .withName("r-a0")
                .withNamespace("flyte")
                .withUid("u")
                .build());
        return new FailureEvent(action, 2, failure, Instant.parse("2026-01-02T03:04:05.600Z"), "pod").toEvent();
    }
}
