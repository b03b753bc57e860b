package org.flyte.runs.outbox;

import com.google.protobuf.Timestamp;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.action.AppendEvents;
import org.flyte.runs.action.EventRow;

/** Fails an action that actions-service refuses for good, with an event that carries the reason. */
@ApplicationScoped
class FailAction {
    /** Above the versions that executors use, so that this event never hides one of theirs. */
    private static final int VERSION = 1_000_000;

    private final AppendEvents events;
    private final Clock clock;

    FailAction(AppendEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    Uni<Void> execute(ActionKey key, String reason) {
        Timestamp now = ProtoTime.of(clock.instant());
        ActionEvent event = ActionEvent.newBuilder()
                .setId(key.toProto())
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setVersion(VERSION)
                .setUpdatedTime(now)
                .setReportedTime(now)
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setCode("EnqueueRefused")
                        .setKind(ErrorInfo.Kind.KIND_SYSTEM)
                        .setMessage("the action could not be enqueued: " + reason))
                .build();
        return events.execute(List.of(EventRow.of(event)));
    }
}
