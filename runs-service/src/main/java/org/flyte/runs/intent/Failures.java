package org.flyte.runs.intent;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.runs.action.ActionKey;
import org.flyte.runs.action.EventRow;
import org.flyte.runs.action.EventWriter;
import org.flyte.runs.query.rule.Times;

/** Ends an action that can never be enqueued, with an event that says why. */
@ApplicationScoped
class Failures {
    /** After the versions that executors use: ours never hides one of theirs. */
    private static final int VERSION = 1_000_000;

    private final EventWriter events;

    Failures(EventWriter events) {
        this.events = events;
    }

    Uni<Void> fail(ActionKey key, String reason) {
        Instant now = Instant.now();
        ActionEvent event = ActionEvent.newBuilder()
                .setId(key.toId())
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .setVersion(VERSION)
                .setUpdatedTime(Times.timestamp(now))
                .setReportedTime(Times.timestamp(now))
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setCode("EnqueueRefused")
                        .setKind(ErrorInfo.Kind.KIND_SYSTEM)
                        .setMessage("the action could not be enqueued: " + reason))
                .build();
        return events.write(List.of(EventRow.of(event)));
    }
}
