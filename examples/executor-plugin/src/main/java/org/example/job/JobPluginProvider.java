package org.example.job;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** What the operator finds: {@code META-INF/services} names this class. */
public final class JobPluginProvider implements TaskPluginProvider {
    static final ObjectKind JOB = ObjectKind.of("batch", "v1", "Job");

    @Override
    public String name() {
        return "job";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of("k8s-job");
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(JOB);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(BatchJobPlugin.DASHBOARD));
        return new BatchJobPlugin(context);
    }
}
