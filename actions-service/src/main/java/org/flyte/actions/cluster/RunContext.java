package org.flyte.actions.cluster;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ProtoTime;

/**
 * What all actions of a run share: the root takes it from the run's settings, a child from its parent. Labels and
 * annotations are those of the user; keys of the platform are never inherited.
 *
 * @param interruptible as set by the run, null when not set
 * @param runStartTime null when not known
 * @param rawDataPrefix empty for the default location
 * @param serviceAccount empty for that of the task
 * @param overwriteCache whether results are computed anew and replace cached ones
 * @param maxActionConcurrency actions of the run that may be at work at once, 0 for any number
 * @param queue of actions that name none, empty for the default one
 */
public record RunContext(
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> env,
        Boolean interruptible,
        Instant runStartTime,
        String rawDataPrefix,
        String serviceAccount,
        boolean overwriteCache,
        int maxActionConcurrency,
        String queue) {
    /** The context of an action that has none, such as a condition. */
    public static final RunContext NONE =
            new RunContext(Map.of(), Map.of(), Map.of(), null, null, "", "", false, 0, "");

    private static final String PLATFORM = "flyte.org/";
    private static final String KUBECTL = "kubectl.kubernetes.io/";

    public RunContext {
        labels = userKeys(labels);
        annotations = userKeys(annotations);
        env = Map.copyOf(env);
    }

    /** From the settings of a run; if an environment variable is set twice, the last value counts. */
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
                run.hasRunStartTime() ? ProtoTime.toInstant(run.getRunStartTime()) : null,
                run.getRawDataStorage().getRawDataPrefix(),
                run.getSecurityContext().getRunAs().getK8SServiceAccount(),
                overwritesCache(run),
                Math.clamp(Integer.toUnsignedLong(run.getMaxActionConcurrency()), 0, Integer.MAX_VALUE),
                run.getQueue());
    }

    /** Older clients set the field that {@code cache_config} replaces. */
    @SuppressWarnings("deprecation")
    private static boolean overwritesCache(RunSpec run) {
        return run.getCacheConfig().getOverwriteCache() || run.getOverwriteCache();
    }

    private static Map<String, String> userKeys(Map<String, String> all) {
        Map<String, String> own = new LinkedHashMap<>(all);
        own.keySet().removeIf(key -> key.startsWith(PLATFORM) || key.startsWith(KUBECTL));
        return Map.copyOf(own);
    }
}
