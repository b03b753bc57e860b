package org.flyte.executor.config;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import org.flyte.crd.TaskNamespaces;

/**
 * Which objects a controller of this operator watches.
 *
 * @param shard the part of all runs that it reconciles
 * @param namespaces where tasks run
 */
public record WatchScope(Shard shard, TaskNamespaces namespaces) {
    public static WatchScope of(ExecutorConfig config, String taskNamespace) {
        return new WatchScope(Shard.of(config), new TaskNamespaces(taskNamespace));
    }

    public <T extends HasMetadata> void restrict(ControllerConfigurationOverrider<T> configuration) {
        shard.selector().ifPresent(configuration::withLabelSelector);
        if (namespaces.isShared()) {
            configuration.settingNamespace(namespaces.template());
        } else {
            configuration.watchingAllNamespaces();
        }
    }
}
