package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.api.ActionTrace;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.Identifier;

/**
 * Makes the environment of a container, each name once. Precedence: reserved names, then the run's, then the task's, then
 * the configured defaults, then the trace of the run. Configured names that start with {@code _U_} are reserved. See
 * docs/behaviour/pods.md.
 */
final class ContainerEnvironment {
    /** The name by which OpenTelemetry looks for it in a process. */
    static final String TRACE_PARENT = "TRACEPARENT";

    private static final String RESERVED_PREFIX = "_U_";

    private final Map<String, String> defaults;

    ContainerEnvironment(Map<String, String> defaults) {
        this.defaults = new TreeMap<>(defaults);
    }

    List<EnvVar> of(TaskExecution execution, List<EnvVar> own) {
        Map<String, EnvVar> env = new LinkedHashMap<>();
        ActionTrace.of(execution.action()).ifPresent(trace -> put(env, TRACE_PARENT, trace.value()));
        defaults.forEach((name, value) -> put(env, name, value));
        own.forEach(variable -> env.put(variable.getName(), variable));
        if (execution.spec().envVars != null) {
            execution.spec().envVars.forEach((name, value) -> put(env, name, value));
        }
        reserved(execution).forEach((name, value) -> put(env, name, value));
        env.put(
                "_F_PN",
                new EnvVarBuilder()
                        .withName("_F_PN")
                        .withNewValueFrom()
                        .withNewFieldRef()
                        .withFieldPath("metadata.name")
                        .endFieldRef()
                        .endValueFrom()
                        .build());
        return new ArrayList<>(env.values());
    }

    private Map<String, String> reserved(TaskExecution execution) {
        TaskActionSpec spec = execution.spec();
        Map<String, String> env = new LinkedHashMap<>();
        env.put("FLYTE_INTERNAL_EXECUTION_ID", spec.runName);
        env.put("FLYTE_INTERNAL_EXECUTION_PROJECT", spec.project);
        env.put("FLYTE_INTERNAL_EXECUTION_DOMAIN", spec.domain);
        env.put("FLYTE_ATTEMPT_NUMBER", Integer.toString(execution.attempt() - 1));
        if (execution.template().hasId()) {
            putTask(env, execution.template().getId());
        }
        env.put("ACTION_NAME", spec.actionName);
        env.put("RUN_NAME", spec.runName);
        env.put("_U_RUN_BASE", spec.runOutputBase);
        env.put("_U_ORG_NAME", "local");
        env.put("_U_USE_ACTIONS", "1");
        defaults.forEach((name, value) -> {
            if (name.startsWith(RESERVED_PREFIX)) {
                env.putIfAbsent(name, value);
            }
        });
        return env;
    }

    private static void putTask(Map<String, String> env, Identifier task) {
        for (String prefix : List.of("FLYTE_INTERNAL_TASK_", "FLYTE_INTERNAL_")) {
            env.put(prefix + "PROJECT", task.getProject());
            env.put(prefix + "DOMAIN", task.getDomain());
            env.put(prefix + "NAME", task.getName());
            env.put(prefix + "VERSION", task.getVersion());
        }
    }

    private static void put(Map<String, EnvVar> env, String name, String value) {
        env.put(name, new EnvVarBuilder().withName(name).withValue(value).build());
    }
}
