package org.flyte.executor.cache;

import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.util.Optional;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskMetadata;

/**
 * How an attempt uses the cache.
 *
 * @param overwrite whether the result is computed anew and replaces the cached one
 * @param serializable whether others wait while one computes the result
 * @param maxAge oldest result that is accepted; zero for any age
 */
public record CacheUse(
        TaskExecution execution, ResultKey key, boolean overwrite, boolean serializable, Duration maxAge) {
    /** Empty when the attempt does not use the cache. */
    public static Optional<CacheUse> of(TaskExecution execution, ExecutorConfig.Cache config) {
        return config.enabled()
                ? ResultKey.of(execution.spec(), execution.template()).map(key -> of(execution, key, config.maxAge()))
                : Optional.empty();
    }

    private static CacheUse of(TaskExecution execution, ResultKey key, Duration defaultMaxAge) {
        TaskMetadata metadata = execution.template().getMetadata();
        return new CacheUse(
                execution,
                key,
                Boolean.TRUE.equals(execution.spec().overwriteCache),
                metadata.getCacheSerializable(),
                metadata.hasCacheMaxAge()
                        ? Duration.ofMillis(Durations.toMillis(metadata.getCacheMaxAge()))
                        : defaultMaxAge);
    }

    /** Of this action in this cluster, whichever attempt. */
    String owner() {
        return execution.namespace() + "/" + execution.action().getMetadata().getName() + "/" + execution.uid();
    }

    String outputs() {
        return execution.files().outputsFile();
    }
}
