package org.flyte.executor.plugins.kubeflow;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobPlugin;

/** What the operator finds for MPIJobs. */
public final class MpiProvider implements TaskPluginProvider {
    private static final ObjectKind KIND = ObjectKind.of("kubeflow.org", "v1", "MPIJob");

    @Override
    public String name() {
        return "mpi";
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(KIND);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(JobPlugin.QUEUE_SETTING));
        return new KubeflowPlugin(context, KIND, MpiManifest::of);
    }
}
