package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.row.RunKind;

/** Streams one action with its attempts until it has ended. */
@ApplicationScoped
public class WatchActionDetails {
    private final DetailsStreams streams;

    WatchActionDetails(DetailsStreams streams) {
        this.streams = streams;
    }

    /** @param org of the request, which the messages repeat */
    public Multi<WatchActionDetailsResponse> execute(ActionKey key, String org, RunKind kind) {
        return streams.open(
                key,
                org,
                kind,
                snapshot -> WatchActionDetailsResponse.newBuilder()
                        .setDetails(snapshot.details())
                        .build());
    }
}
