package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.TaskQueueStatus;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.Shard;
import org.flyte.platform.kubernetes.ObjectWriter;

/** Makes the limits of TaskQueues hold, and writes how many actions each of them has. */
@ControllerConfiguration(name = TaskQueueReconciler.NAME, informer = @Informer(name = TaskQueueReconciler.NAME))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
class TaskQueueReconciler implements ConfigurableReconciler<TaskQueue> {
    static final String NAME = "taskqueue";

    /** How old a status may be. */
    private static final Duration REFRESH = Duration.ofSeconds(2);

    private final ObjectWriter writer;
    private final ConcurrencyLimits limits;
    private final String namespace;
    private final boolean writesStatus;

    TaskQueueReconciler(
            KubernetesClient client,
            ConcurrencyLimits limits,
            ExecutorConfig config,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        this.writer = new ObjectWriter(client);
        this.limits = limits;
        this.namespace = namespace;
        // One operator of several: each knows its own actions only.
        this.writesStatus = Shard.of(config).index() == 0;
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<TaskQueue> configuration) {
        configuration.settingNamespace(namespace);
    }

    @Override
    public UpdateControl<TaskQueue> reconcile(TaskQueue queue, Context<TaskQueue> context) {
        TaskQueueStatus status = limits.refreshed(queue.getMetadata().getName());
        if (writesStatus && !status.equals(queue.getStatus())) {
            writer.patchStatus(
                    queue, "{\"status\":{\"working\":%d,\"waiting\":%d}}".formatted(status.working, status.waiting));
        }
        return UpdateControl.<TaskQueue>noUpdate().rescheduleAfter(REFRESH);
    }
}
