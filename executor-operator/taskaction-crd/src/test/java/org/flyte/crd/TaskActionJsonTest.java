package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TaskActionJsonTest {
    private final KubernetesSerialization json = new KubernetesSerialization();

    @Test
    void omitsEmptyFields() {
        TaskAction action = new TaskAction();
        action.getSpec().runName = "r";

        assertThat(json.asJson(action))
                .isEqualTo("{\"apiVersion\":\"flyte.org/v1\",\"kind\":\"TaskAction\",\"metadata\":{},"
                        + "\"spec\":{\"runName\":\"r\"}}");
    }

    @Test
    void readsBackWhatItWrote() {
        TaskAction action = new TaskAction();
        action.getSpec().taskTemplate = new byte[] {1, 2};
        action.getSpec().runStartTime = Instant.parse("2026-11-24T10:00:00Z");
        action.setStatus(new TaskActionStatus());
        action.getStatus().attempts = 2;
        PhaseEntry entry = new PhaseEntry();
        entry.phase = "RUNNING";
        entry.attempt = 2;
        entry.occurredAt = Instant.parse("2026-11-24T10:00:01.123456Z");
        action.getStatus().phaseHistory.add(entry);

        String written = json.asJson(action);
        TaskAction read = json.unmarshal(written, TaskAction.class);

        assertThat(written).contains("\"2026-11-24T10:00:00Z\"", "\"AQI=\"");
        assertThat(read).usingRecursiveComparison().isEqualTo(action);
    }

    @Test
    void ignoresFieldsOfANewerVersion() {
        TaskAction read = json.unmarshal(
                "{\"apiVersion\":\"flyte.org/v1\",\"kind\":\"TaskAction\",\"spec\":{\"later\":1},\"status\":{\"x\":{}}}",
                TaskAction.class);

        assertThat(read.getStatus().attempts).isZero();
    }
}
