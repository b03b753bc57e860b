package org.flyte.runs.outbox;

import com.google.protobuf.Timestamp;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.action.AppendEvents;
import org.flyte.runs.action.EventRow;
import org.flyte.runs.query.ActionStore;
import org.flyte.runs.query.row.ActionRow;

/** Shows on an action that actions-service has refused a call for good, with an event that carries the reason. */
@ApplicationScoped
class RecordRefusal {
    /** Above the versions that executors use, so that this event never hides one of theirs. */
    private static final int VERSION = 1_000_000;

    private final ActionStore actions;
    private final AppendEvents events;
    private final Clock clock;

    RecordRefusal(ActionStore actions, AppendEvents events, Clock clock) {
        this.actions = actions;
        this.events = events;
        this.clock = clock;
    }

    /** An action that cannot be enqueued fails. */
    Uni<Void> ofEnqueue(ActionKey action, String reason) {
        ActionEvent event = event(action, 1, ActionPhase.ACTION_PHASE_FAILED)
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setCode("EnqueueRefused")
                        .setKind(ErrorInfo.Kind.KIND_SYSTEM)
                        .setMessage("the action could not be enqueued: " + reason))
                .build();
        return append(event);
    }

    /** A condition keeps its phase and gets a cluster event: who signalled it has been answered before. */
    Uni<Void> ofSignal(ActionKey condition, String reason) {
        return actions.action(condition).chain(found -> append(refusedSignal(found.row(), reason)));
    }

    private ActionEvent refusedSignal(ActionRow condition, String reason) {
        ActionEvent.Builder event = event(condition.key(), Math.max(condition.attempts(), 1), condition.phase());
        return event.addClusterEvents(ClusterEvent.newBuilder()
                        .setOccurredAt(event.getUpdatedTime())
                        .setType(ClusterEvent.Type.TYPE_WARNING)
                        .setReason("SignalRefused")
                        .setMessage("the signal was refused: " + reason))
                .build();
    }

    private ActionEvent.Builder event(ActionKey action, int attempt, ActionPhase phase) {
        Timestamp now = ProtoTime.of(clock.instant());
        return ActionEvent.newBuilder()
                .setId(action.toProto())
                .setAttempt(attempt)
                .setPhase(phase)
                .setVersion(VERSION)
                .setUpdatedTime(now)
                .setReportedTime(now);
    }

    private Uni<Void> append(ActionEvent event) {
        return events.execute(List.of(EventRow.of(event)));
    }
}
