package org.flyte.dataproxy.data;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.model.ActionKey;

/** Reads the inputs and outputs of an action, with their addresses; what does not exist is left empty. */
@ApplicationScoped
public class GetActionData {
    private final RunsClient runs;
    private final ActionDataScope scope;
    private final StoredMessages messages;

    GetActionData(RunsClient runs, ActionDataScope scope, StoredMessages messages) {
        this.runs = runs;
        this.scope = scope;
        this.messages = messages;
    }

    /** The data that is there now. */
    public Uni<GetActionDataResponse> execute(ActionKey action) {
        Optional<CallMemory> call = CallMemory.current();
        return runs.dataUris(action)
                .call(uris -> scope.check(action, addresses(uris)))
                .chain(uris -> messages.read(call, addresses(uris), contents -> answer(uris, contents)));
    }

    private static List<String> addresses(GetActionDataURIsResponse uris) {
        return List.of(uris.getInputsUri(), uris.getOutputsUri());
    }

    private static GetActionDataResponse answer(GetActionDataURIsResponse uris, StoredContents contents) {
        Optional<Inputs> inputs = contents.message(uris.getInputsUri(), Inputs.parser(), Inputs.getDescriptor());
        Optional<Outputs> outputs = contents.message(uris.getOutputsUri(), Outputs.parser(), Outputs.getDescriptor());
        return GetActionDataResponse.newBuilder()
                .setInputs(inputs.orElseGet(Inputs::getDefaultInstance))
                .setInputsUri(inputs.isPresent() ? uris.getInputsUri() : "")
                .setOutputs(outputs.orElseGet(Outputs::getDefaultInstance))
                .setOutputsUri(outputs.isPresent() ? uris.getOutputsUri() : "")
                .build();
    }
}
