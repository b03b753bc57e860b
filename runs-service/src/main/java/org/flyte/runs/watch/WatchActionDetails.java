package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.flyte.idl.workflow.WatchActionDetailsResponse;
import org.flyte.runs.query.Ids;

/** Streams one action with its attempts until it has ended (runs spec §9). */
@ApplicationScoped
public class WatchActionDetails {
    private final DetailsSources sources;
    private final OpenStreams open;

    WatchActionDetails(DetailsSources sources, OpenStreams open) {
        this.sources = sources;
        this.open = open;
    }

    public Multi<WatchActionDetailsResponse> execute(WatchActionDetailsRequest request) {
        ActionIdentifier id = Ids.required("action_id", request.getActionId());
        return DemandStream.multi(reader -> new RereadStream<>(
                reader,
                open,
                sources.of(
                        id,
                        reading -> WatchActionDetailsResponse.newBuilder()
                                .setDetails(reading.details())
                                .build())));
    }
}
