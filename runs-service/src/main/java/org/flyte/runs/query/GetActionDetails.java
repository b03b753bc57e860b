package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetActionDetailsResponse;

/** One action with its attempts (runs spec §6.1). */
@ApplicationScoped
public class GetActionDetails {
    private final Details details;

    GetActionDetails(Details details) {
        this.details = details;
    }

    public Uni<GetActionDetailsResponse> execute(GetActionDetailsRequest request) {
        return details.read(Ids.required("action_id", request.getActionId()))
                .map(reading -> GetActionDetailsResponse.newBuilder()
                        .setDetails(reading.details())
                        .build());
    }
}
