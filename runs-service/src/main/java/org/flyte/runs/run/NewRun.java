package org.flyte.runs.run;

import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunLayout;
import com.google.protobuf.ByteString;
import java.util.Map;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.action.SpecBlob;

/**
 * A run to be created, complete (runs spec §5).
 *
 * @param named whether the client chose the name
 * @param call the client's x-request-id and who it is; "" when it does not say
 * @param source workflow.RunSource name
 * @param inputsAt where the inputs lie
 * @param inputs what is to be written at the inputs' place, null for inputs that were uploaded before
 */
record NewRun(
        ActionKey key,
        boolean named,
        Call call,
        String source,
        TaskIdentifier taskId,
        TaskSpec task,
        SpecBlob spec,
        RunSpec runSpec,
        RunLayout layout,
        InputsLayout inputsAt,
        Inputs inputs,
        String cacheKey) {

    /** Who calls, and how a repeated call is recognised. */
    record Call(String requestId, String subject, ByteString createdBy) {}

    Map<String, String> labels() {
        return runSpec.getLabels().getValuesMap();
    }

    String shortName() {
        return task.getShortName().isEmpty() ? taskId.getName() : task.getShortName();
    }
}
