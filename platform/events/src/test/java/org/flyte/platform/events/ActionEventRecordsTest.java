package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.junit.jupiter.api.Test;

class ActionEventRecordsTest {
    @Test
    void theEnvelopeIsCloudEventsBinaryMode() {
        ActionEvent event = Events.event(ActionPhase.ACTION_PHASE_TIMED_OUT, 2, 3);

        var entry = ActionEventRecords.toRecord(event, "/here", "00-aa-bb-01");

        assertThat(entry.topic()).isEqualTo("flyte.action-events");
        assertThat(entry.key()).isEqualTo("p/d/r");
        assertThat(entry.timestamp()).isEqualTo(1_790_000_000_005L);
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_id")).isEqualTo("p/d/r/a0/2/TIMED_OUT/3");
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_source")).isEqualTo("/here");
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_type")).isEqualTo("org.flyte.action.phase");
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_specversion")).isEqualTo("1.0");
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_subject")).isEqualTo("p/d/r/a0");
        assertThat(CloudEventHeaders.read(entry.headers(), "ce_time")).isEqualTo("2026-09-21T14:13:20.005Z");
        assertThat(CloudEventHeaders.read(entry.headers(), "content-type")).isEqualTo("application/protobuf");
        assertThat(CloudEventHeaders.read(entry.headers(), "traceparent")).isEqualTo("00-aa-bb-01");
    }

    @Test
    void theIdIsTheSameHoweverOftenTheEventIsSent() {
        ActionEvent first = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 1, 0);
        ActionEvent again = first.toBuilder().setCluster("other").build();

        assertThat(EventId.of(again)).isEqualTo(EventId.of(first));
        assertThat(EventId.of(Events.event(ActionPhase.ACTION_PHASE_RUNNING, 2, 0)))
                .isNotEqualTo(EventId.of(first));
    }
}
