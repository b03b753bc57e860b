package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.runs.query.ActionReader;
import org.flyte.runs.query.Ids;

/** Streams the settings and the root action of a run until it has ended (runs spec §9). */
@ApplicationScoped
public class WatchRunDetails {
    private final ActionReader reader;
    private final DetailsSources sources;
    private final OpenStreams open;

    WatchRunDetails(ActionReader reader, DetailsSources sources, OpenStreams open) {
        this.reader = reader;
        this.sources = sources;
        this.open = open;
    }

    public Multi<WatchRunDetailsResponse> execute(WatchRunDetailsRequest request) {
        RunIdentifier run = Ids.required("run_id", request.getRunId());
        return reader.root(run).onItem().transformToMulti(root -> {
            ActionIdentifier id = ActionIdentifier.newBuilder()
                    .setRun(run)
                    .setName(root.name())
                    .build();
            return DemandStream.multi(subscriber -> new RereadStream<>(
                    subscriber,
                    open,
                    sources.of(
                            id,
                            reading -> WatchRunDetailsResponse.newBuilder()
                                    .setDetails(RunDetails.newBuilder()
                                            .setRunSpec(root.runSpec())
                                            .setAction(reading.details()))
                                    .build())));
        });
    }
}
