package org.flyte.executor.plugins.jobset;

import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobPlugin;

/** What the operator finds. */
public final class JobSetProvider implements TaskPluginProvider {
    static final ObjectKind JOB_SET = ObjectKind.of("jobset.x-k8s.io", "v1alpha2", "JobSet");

    @Override
    public String name() {
        return "jobset";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of("clustered-task");
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(JOB_SET);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(JobPlugin.QUEUE_SETTING));
        return new JobSetPlugin(context);
    }
}
