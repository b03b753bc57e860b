package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.query.rule.AttemptFold;
import org.flyte.runs.query.rule.AttemptMerge;

/** Reads the details of an action for calls and streams: its row, its spec and its attempts. */
@ApplicationScoped
public class ReadActionDetails {
    /** Waits between the readings of a recent failure; their sum is how long a call waits for its error. */
    private static final List<Duration> WAITS_FOR_ERROR =
            Stream.of(10, 20, 40, 80, 150, 300).map(Duration::ofMillis).toList();

    private final ActionStore actions;
    private final Clock clock;

    ReadActionDetails(ActionStore actions, Clock clock) {
        this.actions = actions;
        this.clock = clock;
    }

    /**
     * As {@link #execute(ActionKey, String, RunKind)}, for a caller that asks once. The phase of a task that failed and the event
     * with its error are two reports: a failure of this moment is read again until its error is there, for a short time.
     */
    public Uni<DetailsSnapshot> executeWithError(ActionKey key, String org, RunKind kind) {
        return execute(key, org, kind)
                .chain(snapshot -> withError(key, org, snapshot, WAITS_FOR_ERROR))
                .emitOn(CallContext.here());
    }

    private Uni<DetailsSnapshot> withError(ActionKey key, String org, DetailsSnapshot snapshot, List<Duration> waits) {
        if (snapshot.complete() || waits.isEmpty() || !snapshot.failedRecently(clock.instant())) {
            return Uni.createFrom().item(snapshot);
        }
        return Uni.createFrom()
                .item(snapshot)
                .onItem()
                .delayIt()
                .by(waits.getFirst())
                .chain(earlier -> execute(key, org, earlier))
                .chain(later -> withError(key, org, later, waits.subList(1, waits.size())));
    }

    /**
     * Reads an action with its spec; fails with NotFound, also for one of the other kind.
     *
     * @param org takes no part in the key; the answer repeats that of the request
     */
    public Uni<DetailsSnapshot> execute(ActionKey key, String org, RunKind kind) {
        return Uni.combine()
                .all()
                .unis(actions.action(key), actions.events(key))
                .asTuple()
                .invoke(read -> kind.require(read.getItem1().row()))
                .chain(read -> actions.spec(read.getItem1())
                        .map(spec -> snapshot(key, org, read.getItem1(), read.getItem2(), spec)));
    }

    /** Reads it again; the spec, which never changes, is taken from an earlier snapshot. */
    public Uni<DetailsSnapshot> execute(ActionKey key, String org, DetailsSnapshot earlier) {
        return Uni.combine()
                .all()
                .unis(actions.action(key), actions.events(key))
                .with((action, events) -> snapshot(key, org, action, events, earlier.details()));
    }

    private static DetailsSnapshot snapshot(
            ActionKey key, String org, ActionDetailsRow action, List<ActionEvent> events, ActionDetails spec) {
        AttemptMerge merge = new AttemptMerge(action, AttemptFold.fold(events));
        ActionProjection projection = new ActionProjection(action.row());
        ActionDetails.Builder details = ActionDetails.newBuilder()
                .setId(identifier(key, org))
                .setMetadata(projection.metadata())
                .setStatus(projection.status())
                .addAllAttempts(merge.attempts());
        switch (spec.getSpecCase()) {
            case TASK -> details.setTask(spec.getTask());
            case TRACE -> details.setTrace(spec.getTrace());
            case CONDITION -> details.setCondition(spec.getCondition());
            case SPEC_NOT_SET -> {}
        }
        merge.addResult(details);
        boolean ended = action.row().hasEnded();
        boolean complete = ended && (!action.row().isTask() || merge.isComplete());
        return new DetailsSnapshot(details.build(), action.row().changeSeq(), ended, complete, merge.isErrorMissing());
    }

    private static ActionIdentifier identifier(ActionKey key, String org) {
        ActionIdentifier.Builder id = key.toProto().toBuilder();
        id.getRunBuilder().setOrg(org);
        return id.build();
    }
}
