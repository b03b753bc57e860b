package org.flyte.executor.plugins.connector;

import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;

/** What the operator finds. The types of tasks are found out from the connector services. */
public final class ConnectorPluginProvider implements TaskPluginProvider {
    @Override
    public String name() {
        return "connector";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of();
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return new ConnectorPlugin(context, ConnectorSettings.of(context.settings()));
    }
}
