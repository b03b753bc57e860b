package org.flyte.executor.reconcile.rule;

import java.util.Optional;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.TaskExecution;

/**
 * What is known of a try besides its phase, and is recorded with it.
 *
 * @param cache what the cache has answered, if it has
 * @param details what the plugin has reported
 * @param pod whose logs are those of the try; empty when it has none
 */
public record Findings(Optional<CacheFinding> cache, Details details, Optional<String> pod) {
    /** Of a try that is a pod, of which nothing else is known. */
    public static Findings ofPod(TaskExecution execution) {
        return ofPod(execution, Optional.empty());
    }

    /** Of a try that is a pod. */
    public static Findings ofPod(TaskExecution execution, Optional<CacheFinding> cache) {
        return new Findings(cache, Details.NONE, Optional.of(execution.objectName()));
    }
}
