package org.flyte.executor.plugin.job;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.kubernetes.KubernetesObjectPlugin;

/**
 * A plugin whose try is one custom resource that a controller carries out as several pods: an implementation says what is in its
 * {@code spec}, and what its status means.
 */
public abstract class JobPlugin extends KubernetesObjectPlugin {
    /** Setting of every such plugin: the queue of Kueue of jobs that name none. */
    public static final String QUEUE_SETTING = "queue-name";

    private final ObjectKind kind;

    /** @param maxNameLength of the custom resource, see {@link KubernetesObjectPlugin} */
    protected JobPlugin(PluginContext context, ObjectKind kind, int maxNameLength) {
        super(context, kind, maxNameLength);
        this.kind = kind;
    }

    /**
     * What is in the custom resource of a try.
     *
     * @param name of the custom resource
     * @throws org.flyte.executor.plugin.StartException when the task cannot become one
     */
    protected abstract JobManifest manifest(JobPods pods, String name);

    /**
     * How the job stands by its status; a state that the plugin does not know is one of a running job.
     *
     * @param leader for what only a pod shows
     */
    protected abstract JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader);

    /** The pod whose fate is that of the job; empty while there is none. */
    protected abstract Optional<Pod> leader(TaskExecution execution, JobResource job);

    /** Pages about the job. */
    protected List<Link> links(TaskExecution execution, JobResource job) {
        return List.of();
    }

    @Override
    protected final HasMetadata build(TaskExecution execution) {
        JobPods pods =
                new JobPods(context().pods(), execution, context().settings().text(QUEUE_SETTING));
        JobManifest manifest = manifest(pods, name(execution));
        GenericKubernetesResource job = new GenericKubernetesResource();
        job.setApiVersion(kind.apiVersion());
        job.setKind(kind.kind());
        job.setMetadata(new ObjectMetaBuilder()
                .withLabels(manifest.labels())
                .withAnnotations(manifest.annotations())
                .build());
        Map<?, ?> spec = context().kubernetes().getKubernetesSerialization().convertValue(manifest.spec(), Map.class);
        job.setAdditionalProperty("spec", spec);
        return job;
    }

    @Override
    protected final Report judge(TaskExecution execution, GenericKubernetesResource object) {
        JobResource job = new JobResource(object);
        Optional<LeaderPod> leader = leading(execution, job);
        return JobReport.of(
                state(execution, job, leader), leader, createdAt(object), Details.links(links(execution, job)));
    }

    @Override
    protected final boolean hasEnded(TaskExecution execution, GenericKubernetesResource object) {
        JobResource job = new JobResource(object);
        return !(state(execution, job, leading(execution, job)) instanceof JobState.Active);
    }

    private Optional<LeaderPod> leading(TaskExecution execution, JobResource job) {
        return leader(execution, job)
                .map(pod -> new LeaderPod(
                        pod, context().pods().verdict(pod, context().clock().instant())));
    }

    @Override
    protected Optional<String> leadingPod(TaskExecution execution) {
        return cached(execution)
                .flatMap(object -> leader(execution, new JobResource(object)))
                .map(pod -> pod.getMetadata().getName());
    }
}
