package org.flyte.dataproxy.data;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.dataproxy.Blocking;
import org.flyte.dataproxy.Ids;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;
import org.flyte.idl.workflow.GetActionDataURIsResponse;

/** Inputs and outputs of an action with their places; what is not there is left empty (dataplane spec §1.4). */
@ApplicationScoped
public class GetActionData {
    private final RunsClient runs;
    private final StoredMessages messages;
    private final Blocking blocking;

    GetActionData(RunsClient runs, StoredMessages messages, Blocking blocking) {
        this.runs = runs;
        this.messages = messages;
        this.blocking = blocking;
    }

    public Uni<GetActionDataResponse> execute(GetActionDataRequest request) {
        Ids.require("action_id", request.hasActionId(), request.getActionId());
        return runs.dataUris(request.getActionId()).chain(this::read);
    }

    private Uni<GetActionDataResponse> read(GetActionDataURIsResponse uris) {
        return Uni.combine()
                .all()
                .unis(
                        blocking.call(() -> messages.read(uris.getInputsUri(), Inputs.parser())),
                        blocking.call(() -> messages.read(uris.getOutputsUri(), Outputs.parser())))
                .with((inputs, outputs) -> answer(uris, inputs, outputs));
    }

    private static GetActionDataResponse answer(
            GetActionDataURIsResponse uris, Optional<Inputs> inputs, Optional<Outputs> outputs) {
        return GetActionDataResponse.newBuilder()
                .setInputs(inputs.orElseGet(Inputs::getDefaultInstance))
                .setInputsUri(inputs.isPresent() ? uris.getInputsUri() : "")
                .setOutputs(outputs.orElseGet(Outputs::getDefaultInstance))
                .setOutputsUri(outputs.isPresent() ? uris.getOutputsUri() : "")
                .build();
    }
}
