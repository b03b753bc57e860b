package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.GetActionLogContextResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.query.rule.AttemptFold;

/** Answers what is needed to find the logs of an attempt; that stays available after an abort. */
@ApplicationScoped
public class GetActionLogContext {
    private final ActionStore actions;

    GetActionLogContext(ActionStore actions) {
        this.actions = actions;
    }

    public Uni<GetActionLogContextResponse> execute(ActionKey key, int number) {
        return actions.events(key)
                .map(events -> AttemptFold.fold(events).stream()
                        .filter(attempt -> attempt.getAttempt() == number && attempt.getLogsAvailable())
                        .findFirst()
                        .map(GetActionLogContext::response)
                        .orElseThrow(() -> new NotFound("attempt %d of action %s has no logs yet", number, key)));
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
