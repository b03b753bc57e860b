package org.flyte.executor.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Provides the plugin for tasks of environments with a reuse policy, which uses more of the operator than other plugins are given. */
@ApplicationScoped
class PoolPluginProvider implements TaskPluginProvider {
    private final PoolPlugin plugin;

    PoolPluginProvider(PoolPlugin plugin) {
        this.plugin = plugin;
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of("actor");
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return plugin;
    }
}
