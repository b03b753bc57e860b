package org.flyte.executor.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;

/** Gives back its input as its output, without a pod. */
final class EchoPlugin extends SleepingPlugin {
    private final TaskFiles files;
    private final Duration sleep;

    EchoPlugin(TaskFiles files, Duration sleep, Clock clock) {
        super(clock);
        this.files = files;
        this.sleep = sleep;
    }

    @Override
    Duration begin(TaskExecution execution) {
        files.write(execution.files().outputsFile(), outputs(execution).toByteArray());
        return sleep;
    }

    private Outputs outputs(TaskExecution execution) {
        List<VariableEntry> inputs =
                execution.template().getInterface().getInputs().getVariablesList();
        List<VariableEntry> outputs =
                execution.template().getInterface().getOutputs().getVariablesList();
        if (inputs.size() != outputs.size() || inputs.size() > 1) {
            throw badTask(
                    "an echo task has one input and one output, or neither; this one has %d and %d",
                    inputs.size(), outputs.size());
        }
        Outputs.Builder echoed = Outputs.newBuilder();
        for (int i = 0; i < inputs.size(); i++) {
            echoed.addLiterals(NamedLiteral.newBuilder()
                    .setName(outputs.get(i).getKey())
                    .setValue(value(execution, inputs.get(i).getKey()).getValue()));
        }
        return echoed.build();
    }

    private NamedLiteral value(TaskExecution execution, String name) {
        return files.inputs(execution).getLiteralsList().stream()
                .filter(literal -> literal.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> badTask("the input '%s' of the echo task has no value", name));
    }

    /** The outputs are written at the start. */
    @Override
    Report.Completed completed(Instant at) {
        return Report.Completed.byFiles(at);
    }
}
