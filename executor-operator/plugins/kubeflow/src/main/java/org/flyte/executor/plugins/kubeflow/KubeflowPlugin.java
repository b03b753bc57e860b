package org.flyte.executor.plugins.kubeflow;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.executor.plugin.job.LeaderPod;

/** A try is one job of Kubeflow's training operator: replicas in roles, of which one leads. */
final class KubeflowPlugin extends JobPlugin {
    /** The training operator names pods {@code <name>-<role>-<number>}, which must be a label. */
    private static final int MAX_NAME = 47;

    /** The roles of pods that lead, in the order in which a job has them. */
    private static final List<String> LEADERS = List.of(Roles.MASTER, Roles.LAUNCHER, Roles.CHIEF);

    private final Function<JobPods, JobManifest> manifest;

    KubeflowPlugin(PluginContext context, ObjectKind kind, Function<JobPods, JobManifest> manifest) {
        super(context, kind, MAX_NAME);
        this.manifest = manifest;
    }

    @Override
    protected JobManifest manifest(JobPods pods, String name) {
        return manifest.apply(pods);
    }

    @Override
    protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
        return KubeflowState.of(job);
    }

    /** Master, launcher or chief; of a job without one, the first worker. */
    @Override
    protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
        List<Pod> pods = context().pods().pods(execution).toList();
        return LEADERS.stream()
                .flatMap(role -> LeaderPod.ofRole(pods.stream(), role).stream())
                .findFirst()
                .or(() -> LeaderPod.newest(firstWorker(pods, job)));
    }

    private static Stream<Pod> firstWorker(List<Pod> pods, JobResource job) {
        return pods.stream().filter(pod -> pod.getMetadata().getName().equals(job.name() + "-worker-0"));
    }
}
