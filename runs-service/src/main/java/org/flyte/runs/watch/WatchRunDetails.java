package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.ActionStore;
import org.flyte.runs.query.row.RunKind;

/** Streams the settings and the root action of a run until it has ended. */
@ApplicationScoped
public class WatchRunDetails {
    private final ActionStore actions;
    private final DetailsStreams streams;

    WatchRunDetails(ActionStore actions, DetailsStreams streams) {
        this.actions = actions;
        this.streams = streams;
    }

    /** @param org of the request, which the messages repeat */
    public Multi<WatchRunDetailsResponse> execute(RunKey run, String org, RunKind kind) {
        return actions.root(run, kind)
                .onItem()
                .transformToMulti(root -> streams.open(
                        run.action(root.name()),
                        org,
                        kind,
                        snapshot -> WatchRunDetailsResponse.newBuilder()
                                .setDetails(RunDetails.newBuilder()
                                        .setRunSpec(root.runSpec())
                                        .setAction(snapshot.details()))
                                .build()));
    }
}
