package org.flyte.executor.plugins.ray;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.executor.plugin.job.LeaderPod;

/** A try is one RayJob: a cluster of a head and workers, and a job that is handed to it. */
final class RayPlugin extends JobPlugin {
    /** KubeRay names pods {@code <name>-<5 characters>-worker-<group>-<5 characters>}, and cuts names that are longer. */
    private static final int MAX_NAME = 47;

    private final RaySettings settings;

    RayPlugin(PluginContext context, RaySettings settings) {
        super(context, RayProvider.RAY_JOB, MAX_NAME);
        this.settings = settings;
    }

    @Override
    protected JobManifest manifest(JobPods pods, String name) {
        return new RayManifest(settings, pods).toManifest();
    }

    @Override
    protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
        return RayState.of(job);
    }

    @Override
    protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
        return LeaderPod.ofRole(context().pods().pods(execution), RayManifest.HEAD_ROLE);
    }

    /** The pod that hands the job over shows what the job prints; without one, the head. */
    @Override
    protected Optional<String> leadingPod(TaskExecution execution) {
        return LeaderPod.ofRole(context().pods().pods(execution), RayManifest.SUBMITTER_ROLE)
                .map(pod -> pod.getMetadata().getName())
                .or(() -> super.leadingPod(execution));
    }

    @Override
    protected List<Link> links(TaskExecution execution, JobResource job) {
        boolean running = "RUNNING".equals(job.text("status", "jobStatus"));
        return settings.dashboardUrl()
                .filter(_ -> running)
                .map(template -> Link.external("Ray Dashboard", template.fill(variables(execution, job))))
                .map(List::of)
                .orElse(List.of());
    }

    private static Map<String, String> variables(TaskExecution execution, JobResource job) {
        return Map.of(
                "rayClusterName", job.text("status", "rayClusterName"),
                "rayJobID", job.text("status", "jobId"),
                "namespace", job.namespace(),
                "runName", execution.spec().runName,
                "actionName", execution.spec().actionName);
    }
}
