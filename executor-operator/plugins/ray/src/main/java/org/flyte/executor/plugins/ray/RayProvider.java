package org.flyte.executor.plugins.ray;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** What the operator finds. */
public final class RayProvider implements TaskPluginProvider {
    static final ObjectKind RAY_JOB = ObjectKind.of("ray.io", "v1", "RayJob");

    @Override
    public String name() {
        return "ray";
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(RAY_JOB);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return new RayPlugin(context, RaySettings.of(context.settings()));
    }
}
