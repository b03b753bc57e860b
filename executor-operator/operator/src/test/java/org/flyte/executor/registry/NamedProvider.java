package org.flyte.executor.registry;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** A provider for tests, of a plugin that the test says. */
record NamedProvider(String name, Set<String> taskTypes, Set<ObjectKind> kinds, TaskPlugin plugin)
        implements TaskPluginProvider {
    static NamedProvider of(String name, String... taskTypes) {
        return new NamedProvider(name, Set.of(taskTypes), Set.of(), new NoPlugin());
    }

    FoundProvider found() {
        return new FoundProvider(this, name + ".jar");
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return plugin;
    }
}
