package org.flyte.dataproxy.translate;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flyte.dataproxy.translate.rule.LaunchForm;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Parameter;
import org.flyte.idl.core.Parameter.BehaviorCase;
import org.flyte.idl.task.NamedParameter;
import org.flyte.idl.task.TaskSpec;

/** The launch form of a task: its inputs, with their defaults. */
record TaskForm(LaunchForm form) {
    static TaskForm of(TaskSpec task) {
        Map<String, Literal> defaults = new LinkedHashMap<>();
        Set<String> optional = new HashSet<>();
        for (NamedParameter input : task.getDefaultInputsList()) {
            Parameter parameter = input.getParameter();
            if (parameter.getBehaviorCase() == BehaviorCase.DEFAULT) {
                defaults.put(input.getName(), parameter.getDefault());
            }
            if (!needsValue(parameter)) {
                optional.add(input.getName());
            }
        }
        return new TaskForm(LaunchForm.of(task.getTaskTemplate().getInterface().getInputs(), defaults, optional));
    }

    private static boolean needsValue(Parameter parameter) {
        return switch (parameter.getBehaviorCase()) {
            case DEFAULT, ARTIFACT_QUERY, ARTIFACT_ID -> false;
            case REQUIRED -> parameter.getRequired();
            case BEHAVIOR_NOT_SET -> true;
        };
    }
}
