package org.flyte.runs.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.RunDetails;

/** A run: its settings and its root action (runs spec §6.1). */
@ApplicationScoped
public class GetRunDetails {
    private final ActionReader reader;
    private final Details details;

    GetRunDetails(ActionReader reader, Details details) {
        this.reader = reader;
        this.details = details;
    }

    public Uni<GetRunDetailsResponse> execute(GetRunDetailsRequest request) {
        RunIdentifier run = Ids.required("run_id", request.getRunId());
        return reader.root(run)
                .chain(root -> details.read(action(run, root.name()))
                        .map(reading -> GetRunDetailsResponse.newBuilder()
                                .setDetails(RunDetails.newBuilder()
                                        .setRunSpec(root.runSpec())
                                        .setAction(reading.details()))
                                .build()));
    }

    private static ActionIdentifier action(RunIdentifier run, String name) {
        return ActionIdentifier.newBuilder().setRun(run).setName(name).build();
    }
}
