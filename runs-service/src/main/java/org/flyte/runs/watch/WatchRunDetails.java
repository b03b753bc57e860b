package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.ActionStore;

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
    public Multi<WatchRunDetailsResponse> execute(RunKey run, String org) {
        return actions.root(run)
                .onItem()
                .transformToMulti(root -> streams.open(
                        run.action(root.name()),
                        org,
                        snapshot -> WatchRunDetailsResponse.newBuilder()
                                .setDetails(RunDetails.newBuilder()
                                        .setRunSpec(root.runSpec())
                                        .setAction(snapshot.details()))
                                .build()));
    }
}
