package org.flyte.executor.registry;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.plugin.WakeUp;

/** What one plugin is given. */
record OperatorContext(
        KubernetesClient kubernetes,
        ObjectCache objects,
        PodKit pods,
        TaskFiles files,
        TaskSecrets secrets,
        PluginSettings settings,
        Clock clock,
        WakeUp wakeUp)
        implements PluginContext {}
