package org.flyte.executor.pod;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Provides the pod plugin, which uses more of the operator than other plugins are given. */
@ApplicationScoped
class PodPluginProvider implements TaskPluginProvider {
    /** What the SDK and its predecessor send for one container or pod. */
    private static final Set<String> TASK_TYPES =
            Set.of("container", "python", "python-task", "raw-container", "sidecar");

    private final PodPlugin plugin;

    PodPluginProvider(PodPlugin plugin) {
        this.plugin = plugin;
    }

    @Override
    public String name() {
        return "pod";
    }

    @Override
    public Set<String> taskTypes() {
        return TASK_TYPES;
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return plugin;
    }
}
