package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.rule.AttemptFold;

/** Answers where inputs and outputs of an action are. */
@ApplicationScoped
public class GetActionDataUris {
    private final ActionStore actions;

    GetActionDataUris(ActionStore actions) {
        this.actions = actions;
    }

    public Uni<GetActionDataURIsResponse> execute(ActionKey key) {
        return actions.action(key).chain(action -> {
            GetActionDataURIsResponse.Builder response = GetActionDataURIsResponse.newBuilder()
                    .setInputsUri(action.data().inputs());
            // The value of a condition is in the database; there is no file.
            if (!ActionPhases.hasOutputs(action.row().phase())
                    || action.row().type() == ActionType.ACTION_TYPE_CONDITION) {
                return Uni.createFrom().item(response.build());
            }
            return outputs(key, action).map(uri -> response.setOutputsUri(uri).build());
        });
    }

    private Uni<String> outputs(ActionKey key, ActionDetailsRow action) {
        String recorded = action.outputsFile();
        if (recorded != null) {
            return Uni.createFrom().item(recorded);
        }
        return actions.events(key).map(events -> {
            List<ActionAttempt> attempts = AttemptFold.fold(events);
            String reported =
                    attempts.isEmpty() ? "" : attempts.getLast().getOutputs().getOutputUri();
            if (reported.isEmpty()) {
                throw new NotFound("outputs of action %s are not available", key);
            }
            return reported;
        });
    }
}
