package org.flyte.executor.core;

import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Provides {@code core-sleep}. */
public final class CoreSleepProvider implements TaskPluginProvider {
    @Override
    public String name() {
        return "core-sleep";
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of());
        return new CoreSleepPlugin(context.files(), context.clock());
    }
}
