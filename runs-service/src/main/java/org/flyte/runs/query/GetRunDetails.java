package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.platform.model.RunKey;

/** Answers a run: its settings and its root action. */
@ApplicationScoped
public class GetRunDetails {
    private final ActionStore actions;
    private final ReadActionDetails details;

    GetRunDetails(ActionStore actions, ReadActionDetails details) {
        this.actions = actions;
        this.details = details;
    }

    /** @param org of the request, which the answer repeats */
    public Uni<GetRunDetailsResponse> execute(RunKey run, String org) {
        return actions.root(run)
                .chain(root -> details.executeWithError(run.action(root.name()), org)
                        .map(snapshot -> GetRunDetailsResponse.newBuilder()
                                .setDetails(RunDetails.newBuilder()
                                        .setRunSpec(root.runSpec())
                                        .setAction(snapshot.details()))
                                .build()));
    }
}
