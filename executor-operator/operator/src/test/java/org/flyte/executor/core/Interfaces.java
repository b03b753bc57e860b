package org.flyte.executor.core;

import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;

/** Templates of tasks without a container. */
final class Interfaces {
    private Interfaces() {}

    static TaskTemplate.Builder template(String type) {
        return TaskTemplate.newBuilder().setType(type);
    }

    static VariableEntry variable(String name, SimpleType type) {
        return VariableEntry.newBuilder()
                .setKey(name)
                .setValue(Variable.newBuilder().setType(LiteralType.newBuilder().setSimple(type)))
                .build();
    }
}
