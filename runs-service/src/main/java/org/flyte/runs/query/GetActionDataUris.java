package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.query.rule.AttemptFold;
import org.flyte.runs.query.rule.Phases;
import org.flyte.runs.query.rule.RowOverEvents;

/** Where inputs and outputs of an action lie (runs spec §6.3). */
@ApplicationScoped
public class GetActionDataUris {
    private final ActionReader reader;

    GetActionDataUris(ActionReader reader) {
        this.reader = reader;
    }

    public Uni<GetActionDataURIsResponse> execute(GetActionDataURIsRequest request) {
        ActionIdentifier id = Ids.required("action_id", request.getActionId());
        return reader.action(id).chain(state -> {
            GetActionDataURIsResponse.Builder response =
                    GetActionDataURIsResponse.newBuilder().setInputsUri(state.inputUri());
            // The value of a condition is in the database; there is no file.
            if (!Phases.hasOutputs(state.row().phase()) || state.row().type() == ActionType.ACTION_TYPE_CONDITION) {
                return Uni.createFrom().item(response.build());
            }
            return outputs(id, state).map(uri -> response.setOutputsUri(uri).build());
        });
    }

    private Uni<String> outputs(ActionIdentifier id, ActionState state) {
        String recorded = RowOverEvents.outputsFile(state);
        if (recorded != null) {
            return Uni.createFrom().item(recorded);
        }
        return reader.events(id).map(events -> {
            List<ActionAttempt> attempts = AttemptFold.fold(events);
            String reported =
                    attempts.isEmpty() ? "" : attempts.getLast().getOutputs().getOutputUri();
            if (reported.isEmpty()) {
                throw new NotFound("outputs of action %s are not available", Ids.path(id));
            }
            return reported;
        });
    }
}
