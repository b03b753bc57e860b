package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.Map;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskPlugin;

/** Which plugin carries out which task type: the configured one, else the one that claims it, else the default one. */
@ApplicationScoped
class Plugins {
    private final Map<String, TaskPlugin> byType = new HashMap<>();
    private TaskPlugin fallback;

    Plugins(@Any Instance<TaskPlugin> plugins, ExecutorConfig config) {
        Map<String, TaskPlugin> byName = new HashMap<>();
        for (TaskPlugin plugin : plugins) {
            byName.put(plugin.name(), plugin);
            plugin.taskTypes().forEach(type -> byType.put(type, plugin));
            if (plugin.taskTypes().isEmpty()) {
                fallback = plugin;
            }
        }
        config.plugins().forEach((type, name) -> byType.put(type, known(byName, type, name)));
    }

    TaskPlugin of(String taskType) {
        return byType.getOrDefault(taskType, fallback);
    }

    private static TaskPlugin known(Map<String, TaskPlugin> byName, String type, String name) {
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    "flyte.executor.plugins.%s names the plugin '%s', which does not exist; use one of: %s"
                            .formatted(type, name, String.join(", ", byName.keySet())));
        }
        return byName.get(name);
    }
}
