package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.GetActionDetailsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.row.RunKind;

/** Answers one action with its attempts. */
@ApplicationScoped
public class GetActionDetails {
    private final ReadActionDetails details;

    GetActionDetails(ReadActionDetails details) {
        this.details = details;
    }

    /** @param org of the request, which the answer repeats */
    public Uni<GetActionDetailsResponse> execute(ActionKey key, String org, RunKind kind) {
        return details.executeWithError(key, org, kind)
                .map(snapshot -> GetActionDetailsResponse.newBuilder()
                        .setDetails(snapshot.details())
                        .build());
    }
}
