package org.flyte.runs.run;

import java.util.HashSet;
import java.util.Set;
import org.flyte.idl.core.Parameter.BehaviorCase;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.TaskSpec;

/** The default inputs of a task. */
record DefaultInputs(TaskSpec task) {
    /** Adds the defaults of inputs that are not given, in the order of their declaration. */
    Inputs complete(Inputs given) {
        Set<String> names = new HashSet<>();
        given.getLiteralsList().forEach(literal -> names.add(literal.getName()));
        Inputs.Builder complete = given.toBuilder();
        task.getDefaultInputsList().stream()
                .filter(input -> input.getParameter().getBehaviorCase() == BehaviorCase.DEFAULT)
                .filter(input -> names.add(input.getName()))
                .forEach(input -> complete.addLiterals(NamedLiteral.newBuilder()
                        .setName(input.getName())
                        .setValue(input.getParameter().getDefault())));
        return complete.build();
    }
}
