package org.flyte.actions.cluster;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.task.RunSpec;

/**
 * What all actions of a run share: the root has it from the run's settings, a child from its parent (executor spec
 * §1.1). Labels and annotations are the user's own; keys of the platform are never inherited.
 *
 * @param interruptible the run's choice, null when it made none
 * @param runStartTime null when not known
 * @param rawDataPrefix empty for the default
 * @param serviceAccount empty for the task's own
 */
public record RunContext(
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> env,
        Boolean interruptible,
        Instant runStartTime,
        String rawDataPrefix,
        String serviceAccount) {
    /** The context of an action that has none, such as a condition. */
    public static final RunContext NONE = new RunContext(Map.of(), Map.of(), Map.of(), null, null, "", "");

    private static final String PLATFORM = "flyte.org/";
    private static final String KUBECTL = "kubectl.kubernetes.io/";

    public RunContext {
        labels = userKeys(labels);
        annotations = userKeys(annotations);
        env = Map.copyOf(env);
    }

    /** From the settings of a run; of an environment variable given twice the last one counts. */
    public static RunContext of(RunSpec run) {
        Map<String, String> env = new LinkedHashMap<>();
        for (KeyValuePair pair : run.getEnvs().getValuesList()) {
            env.put(pair.getKey(), pair.getValue());
        }
        return new RunContext(
                run.getLabels().getValuesMap(),
                run.getAnnotations().getValuesMap(),
                env,
                run.hasInterruptible() ? run.getInterruptible().getValue() : null,
                run.hasRunStartTime()
                        ? Instant.ofEpochSecond(
                                run.getRunStartTime().getSeconds(),
                                run.getRunStartTime().getNanos())
                        : null,
                run.getRawDataStorage().getRawDataPrefix(),
                run.getSecurityContext().getRunAs().getK8SServiceAccount());
    }

    public Optional<Instant> startTime() {
        return Optional.ofNullable(runStartTime);
    }

    private static Map<String, String> userKeys(Map<String, String> all) {
        Map<String, String> own = new LinkedHashMap<>(all);
        own.keySet().removeIf(key -> key.startsWith(PLATFORM) || key.startsWith(KUBECTL));
        return Map.copyOf(own);
    }
}
