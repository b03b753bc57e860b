package org.flyte.executor.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;

/** Sleeps as long as its input says, without a pod. */
final class CoreSleepPlugin extends SleepingPlugin {
    private final TaskFiles files;

    CoreSleepPlugin(TaskFiles files, Clock clock) {
        super(clock);
        this.files = files;
    }

    @Override
    Duration begin(TaskExecution execution) {
        String input = input(execution.template().getInterface());
        Primitive value = files.inputs(execution).getLiteralsList().stream()
                .filter(literal -> literal.getName().equals(input))
                .map(NamedLiteral::getValue)
                .map(literal -> literal.getScalar().getPrimitive())
                .findFirst()
                .orElse(Primitive.getDefaultInstance());
        if (!value.hasDuration()) {
            throw badTask("the input '%s' of a core-sleep task is no duration", input);
        }
        return Duration.ofSeconds(
                value.getDuration().getSeconds(), value.getDuration().getNanos());
    }

    private static String input(TypedInterface type) {
        List<VariableEntry> inputs = type.getInputs().getVariablesList();
        boolean fits = inputs.size() == 1
                && inputs.getFirst().getValue().getType().getSimple() == SimpleType.DURATION
                && type.getOutputs().getVariablesCount() == 0;
        if (!fits) {
            throw badTask("a core-sleep task has one input, which is a duration, and no outputs");
        }
        return inputs.getFirst().getKey();
    }

    @Override
    Report.Completed completed(Instant at) {
        return Report.Completed.with(Outputs.getDefaultInstance(), at);
    }
}
