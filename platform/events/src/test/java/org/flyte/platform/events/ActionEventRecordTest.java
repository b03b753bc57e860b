package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.junit.jupiter.api.Test;

class ActionEventRecordTest {
    @Test
    void writesCloudEventsInBinaryMode() {
        ActionEvent event = Events.event(ActionPhase.ACTION_PHASE_TIMED_OUT, 2, 3);

        var entry = new ActionEventRecord(event, "/here", "00-aa-bb-01").toKafka();
        var headers = new CloudEventHeaders(entry.headers());

        assertThat(entry.topic()).isEqualTo("flyte.action-events");
        assertThat(entry.key()).isEqualTo("p/d/r");
        assertThat(entry.timestamp()).isEqualTo(1_790_000_000_005L);
        assertThat(headers.read("ce_id")).isEqualTo("p/d/r/a0/2/TIMED_OUT/3");
        assertThat(headers.read("ce_source")).isEqualTo("/here");
        assertThat(headers.read("ce_type")).isEqualTo("org.flyte.action.phase");
        assertThat(headers.read("ce_specversion")).isEqualTo("1.0");
        assertThat(headers.read("ce_subject")).isEqualTo("p/d/r/a0");
        assertThat(headers.read("ce_time")).isEqualTo("2026-09-21T14:13:20.005Z");
        assertThat(headers.read("content-type")).isEqualTo("application/protobuf");
        assertThat(headers.read("traceparent")).isEqualTo("00-aa-bb-01");
    }

    @Test
    void givesTheSameEventTheSameId() {
        ActionEvent first = Events.event(ActionPhase.ACTION_PHASE_RUNNING, 1, 0);
        ActionEvent again = first.toBuilder().setCluster("other").build();

        assertThat(EventId.of(again)).isEqualTo(EventId.of(first));
        assertThat(EventId.of(Events.event(ActionPhase.ACTION_PHASE_RUNNING, 2, 0)))
                .isNotEqualTo(EventId.of(first));
    }
}
