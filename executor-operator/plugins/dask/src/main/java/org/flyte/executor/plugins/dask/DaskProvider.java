package org.flyte.executor.plugins.dask;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobPlugin;

/** What the operator finds. */
public final class DaskProvider implements TaskPluginProvider {
    static final ObjectKind DASK_JOB = ObjectKind.of("kubernetes.dask.org", "v1", "DaskJob");

    @Override
    public String name() {
        return "dask";
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(DASK_JOB);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(JobPlugin.QUEUE_SETTING, DaskPlugin.SERVICE_TYPE));
        return new DaskPlugin(context);
    }
}
