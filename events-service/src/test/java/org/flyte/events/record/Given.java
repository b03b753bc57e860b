package org.flyte.events.record;

import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.RecordRequest;
import org.flyte.platform.model.RunKey;

/** Events and requests for tests. */
final class Given {
    private Given() {}

    static RunKey newRun() {
        return new RunKey("p", "d", "r" + UUID.randomUUID().toString().substring(0, 12));
    }

    static ActionEvent event(RunKey run, String action, ActionPhase phase) {
        return ActionEvent.newBuilder()
                .setId(run.action(action).toProto())
                .setAttempt(1)
                .setPhase(phase)
                .setUpdatedTime(Timestamp.newBuilder().setSeconds(1_790_000_000L))
                .build();
    }

    static ActionEvent running(RunKey run) {
        return event(run, "a0", ActionPhase.ACTION_PHASE_RUNNING);
    }

    /** Events of as many actions of the run, named {@code c0}, {@code c1} and so on. */
    static List<ActionEvent> events(RunKey run, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(run, "c" + i, ActionPhase.ACTION_PHASE_SUCCEEDED))
                .toList();
    }

    static RecordRequest request(List<ActionEvent> events) {
        return RecordRequest.newBuilder().addAllEvents(events).build();
    }

    static RecordRequest request(ActionEvent... events) {
        return request(List.of(events));
    }
}
