package org.flyte.executor.plugins.dask;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.executor.plugin.job.LeaderPod;

/** A try is one DaskJob: a cluster of a scheduler and workers, and a pod that runs the code of the task. */
final class DaskPlugin extends JobPlugin {
    /** Setting: the type of the Service of the scheduler. */
    static final String SERVICE_TYPE = "service-type";

    /** The operator of Dask names pods {@code <name>-default-worker-<10 characters>}, and gives the name to labels. */
    private static final int MAX_NAME = 37;

    private static final String DEFAULT_SERVICE_TYPE = "NodePort";

    private final DaskManifest manifest;

    DaskPlugin(PluginContext context) {
        super(context, DaskProvider.DASK_JOB, MAX_NAME);
        this.manifest = new DaskManifest(context.settings().text(SERVICE_TYPE).orElse(DEFAULT_SERVICE_TYPE));
    }

    @Override
    protected JobManifest manifest(JobPods pods, String name) {
        return manifest.of(pods, name);
    }

    @Override
    protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
        return DaskState.of(job);
    }

    /** The pod that the status names. */
    @Override
    protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
        String runner = job.text("status", "jobRunnerPodName");
        return context()
                .pods()
                .pods(execution)
                .filter(pod -> runner.equals(pod.getMetadata().getName()))
                .findFirst();
    }
}
