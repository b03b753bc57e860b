package org.flyte.executor.plugins.spark;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** What the operator finds. */
public final class SparkProvider implements TaskPluginProvider {
    static final ObjectKind SPARK_APPLICATION = ObjectKind.of("sparkoperator.k8s.io", "v1beta2", "SparkApplication");

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(SPARK_APPLICATION);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return new SparkPlugin(context, SparkSettings.of(context.settings()));
    }
}
