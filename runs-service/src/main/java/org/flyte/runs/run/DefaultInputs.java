package org.flyte.runs.run;

import java.util.HashSet;
import java.util.Set;
import org.flyte.idl.core.Parameter.BehaviorCase;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.TaskSpec;

/** Completes inputs with the defaults of the task, in the order of their declaration (runs spec §5.7). */
final class DefaultInputs {
    private DefaultInputs() {}

    static Inputs merge(Inputs given, TaskSpec spec) {
        Set<String> names = new HashSet<>();
        given.getLiteralsList().forEach(literal -> names.add(literal.getName()));
        Inputs.Builder merged = given.toBuilder();
        spec.getDefaultInputsList().stream()
                .filter(input -> input.getParameter().getBehaviorCase() == BehaviorCase.DEFAULT)
                .filter(input -> names.add(input.getName()))
                .forEach(input -> merged.addLiterals(NamedLiteral.newBuilder()
                        .setName(input.getName())
                        .setValue(input.getParameter().getDefault())));
        return merged.build();
    }
}
