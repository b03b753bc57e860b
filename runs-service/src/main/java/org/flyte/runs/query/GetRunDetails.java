package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.RunKind;

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
    public Uni<GetRunDetailsResponse> execute(RunKey run, String org, RunKind kind) {
        return actions.root(run, kind)
                .chain(root -> details.executeWithError(run.action(root.name()), org, kind)
                        .map(snapshot -> GetRunDetailsResponse.newBuilder()
                                .setDetails(RunDetails.newBuilder()
                                        .setRunSpec(root.runSpec())
                                        .setAction(snapshot.details()))
                                .build()));
    }
}
