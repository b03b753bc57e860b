package org.flyte.executor.core;

import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Provides {@code core-sleep}. */
public final class CoreSleepProvider implements TaskPluginProvider {
    private static final String NAME = "core-sleep";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of(NAME);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of());
        return new CoreSleepPlugin(context.files(), context.clock());
    }
}
