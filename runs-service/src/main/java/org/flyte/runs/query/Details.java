package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ActionType;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.query.rule.AttemptFold;
import org.flyte.runs.query.rule.Phases;
import org.flyte.runs.query.rule.RowOverEvents;

/** Puts the details of an action together (runs spec §6.1). */
@ApplicationScoped
public class Details {
    private final ActionReader reader;
    private final ActionSpecs specs;

    Details(ActionReader reader, ActionSpecs specs) {
        this.reader = reader;
        this.specs = specs;
    }

    /**
     * Details as read at one moment.
     *
     * @param version change sequence of the row
     * @param ended the row is terminal: its phase will not change any more, except by a retry
     * @param complete ended, and nothing more is expected from the executor
     */
    public record Reading(ActionDetails details, long version, boolean ended, boolean complete) {
        private static final Duration FRESH = Duration.ofSeconds(2);

        /** Whether a task failed a moment ago, so that the report of its next attempt may be on its way. */
        public boolean freshFailure() {
            ActionStatus status = details.getStatus();
            boolean failed = status.getPhase() == ActionPhase.ACTION_PHASE_FAILED
                    || status.getPhase() == ActionPhase.ACTION_PHASE_TIMED_OUT;
            return failed
                    && details.getMetadata().hasTask()
                    && status.hasEndTime()
                    && Instant.now().minus(FRESH).getEpochSecond()
                            < status.getEndTime().getSeconds();
        }
    }

    /** Reads an action with its spec; fails with NotFound. The id is echoed as it was asked for. */
    public Uni<Reading> read(ActionIdentifier id) {
        return read(id, null);
    }

    /** Reads it again; the spec is taken over from an earlier reading, unless that is null. */
    public Uni<Reading> read(ActionIdentifier id, ActionDetails earlier) {
        return Uni.combine()
                .all()
                .unis(reader.action(id), reader.events(id))
                .asTuple()
                .chain(read -> spec(read.getItem1(), earlier)
                        .map(spec -> reading(id, read.getItem1(), read.getItem2(), spec)));
    }

    private Uni<ActionDetails> spec(ActionState state, ActionDetails earlier) {
        return earlier == null ? specs.of(state) : Uni.createFrom().item(earlier);
    }

    private static Reading reading(
            ActionIdentifier id, ActionState state, List<ActionEvent> events, ActionDetails spec) {
        List<ActionAttempt> folded = AttemptFold.fold(events);
        List<ActionAttempt> attempts = RowOverEvents.attempts(state, folded);
        ActionDetails.Builder details = ActionDetails.newBuilder()
                .setId(id)
                .setMetadata(ActionProjection.metadata(state.row()))
                .setStatus(ActionProjection.status(state.row()))
                .addAllAttempts(attempts);
        switch (spec.getSpecCase()) {
            case TASK -> details.setTask(spec.getTask());
            case TRACE -> details.setTrace(spec.getTrace());
            case CONDITION -> details.setCondition(spec.getCondition());
            case SPEC_NOT_SET -> {}
        }
        RowOverEvents.addResult(details, state, attempts);
        boolean ended = Phases.isTerminal(state.row().phase());
        boolean complete =
                ended && (state.row().type() != ActionType.ACTION_TYPE_TASK || RowOverEvents.isComplete(state, folded));
        return new Reading(details.build(), state.row().changeSeq(), ended, complete);
    }
}
