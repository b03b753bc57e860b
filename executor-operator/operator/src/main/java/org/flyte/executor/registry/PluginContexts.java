package org.flyte.executor.registry;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.plugin.WakeUp;

/** Makes the context of each plugin. */
@ApplicationScoped
class PluginContexts {
    private final KubernetesClient client;
    private final ObjectCache objects;
    private final PodKit pods;
    private final TaskFiles files;
    private final TaskSecrets secrets;
    private final ExecutorConfig config;
    private final Clock clock;
    private final WakeUp wakeUp;

    PluginContexts(
            KubernetesClient client,
            ObjectCache objects,
            PodKit pods,
            TaskFiles files,
            TaskSecrets secrets,
            ExecutorConfig config,
            Clock clock,
            WakeUp wakeUp) {
        this.client = client;
        this.objects = objects;
        this.pods = pods;
        this.files = files;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
        this.wakeUp = wakeUp;
    }

    PluginContext of(String plugin) {
        PluginSettings settings = new PluginSettings(plugin, config.plugin().getOrDefault(plugin, Map.of()));
        return new OperatorContext(client, objects, pods, files, secrets, settings, clock, wakeUp);
    }
}
