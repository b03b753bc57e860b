package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.GetActionLogContextRequest;
import org.flyte.idl.workflow.GetActionLogContextResponse;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.query.rule.AttemptFold;

/** What is needed to find the logs of an attempt (runs spec §6.4); it stays available after an abort. */
@ApplicationScoped
public class GetActionLogContext {
    private final ActionReader reader;

    GetActionLogContext(ActionReader reader) {
        this.reader = reader;
    }

    public Uni<GetActionLogContextResponse> execute(GetActionLogContextRequest request) {
        ActionIdentifier id = Ids.required("action_id", request.getActionId());
        int number = request.getAttempt();
        if (number < 1) {
            throw new InvalidArgument("attempt must be at least 1");
        }
        return reader.events(id)
                .map(events -> AttemptFold.fold(events).stream()
                        .filter(attempt -> attempt.getAttempt() == number && attempt.getLogsAvailable())
                        .findFirst()
                        .map(GetActionLogContext::response)
                        .orElseThrow(
                                () -> new NotFound("attempt %d of action %s has no logs yet", number, Ids.path(id))));
    }

    private static GetActionLogContextResponse response(ActionAttempt attempt) {
        GetActionLogContextResponse.Builder response = GetActionLogContextResponse.newBuilder()
                .setLogContext(attempt.getLogContext())
                .setCluster(attempt.getCluster())
                .setStartTime(attempt.getStartTime());
        if (attempt.hasEndTime()) {
            response.setEndTime(attempt.getEndTime());
        }
        return response.build();
    }
}
