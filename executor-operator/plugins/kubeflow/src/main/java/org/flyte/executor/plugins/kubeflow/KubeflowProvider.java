package org.flyte.executor.plugins.kubeflow;

import java.util.Set;
import java.util.function.Function;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;

/** What the operator finds for one kind of jobs of Kubeflow. */
abstract class KubeflowProvider implements TaskPluginProvider {
    private final String name;
    private final ObjectKind kind;
    private final Function<JobPods, JobManifest> manifest;

    /** @param name of the plugin and of its task type */
    KubeflowProvider(String name, ObjectKind kind, Function<JobPods, JobManifest> manifest) {
        this.name = name;
        this.kind = kind;
        this.manifest = manifest;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<ObjectKind> kinds() {
        return Set.of(kind);
    }

    @Override
    public final TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(JobPlugin.QUEUE_SETTING));
        return new KubeflowPlugin(context, kind, manifest);
    }
}
