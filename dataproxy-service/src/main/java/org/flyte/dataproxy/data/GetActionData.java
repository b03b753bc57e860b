package org.flyte.dataproxy.data;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.model.ActionKey;

/** Reads the inputs and outputs of an action, with their addresses; what does not exist is left empty. */
@ApplicationScoped
public class GetActionData {
    private final RunsClient runs;
    private final StoredMessages messages;
    private final BlockingExecutor blocking;

    GetActionData(RunsClient runs, StoredMessages messages, BlockingExecutor blocking) {
        this.runs = runs;
        this.messages = messages;
        this.blocking = blocking;
    }

    /** The data that is there now. */
    public Uni<GetActionDataResponse> execute(ActionKey action) {
        return runs.dataUris(action).chain(this::read);
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
