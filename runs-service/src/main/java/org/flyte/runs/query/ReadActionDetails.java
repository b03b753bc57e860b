package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.query.rule.AttemptFold;
import org.flyte.runs.query.rule.AttemptMerge;

/** Reads the details of an action for calls and streams: its row, its spec and its attempts. */
@ApplicationScoped
public class ReadActionDetails {
    private final ActionStore actions;

    ReadActionDetails(ActionStore actions) {
        this.actions = actions;
    }

    /**
     * Reads an action with its spec; fails with NotFound.
     *
     * @param org takes no part in the key; the answer repeats that of the request
     */
    public Uni<DetailsSnapshot> execute(ActionKey key, String org) {
        return Uni.combine()
                .all()
                .unis(actions.action(key), actions.events(key))
                .asTuple()
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
        return new DetailsSnapshot(details.build(), action.row().changeSeq(), ended, complete);
    }

    private static ActionIdentifier identifier(ActionKey key, String org) {
        ActionIdentifier.Builder id = key.toProto().toBuilder();
        id.getRunBuilder().setOrg(org);
        return id.build();
    }
}
