package org.flyte.executor.plugins.spark;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
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

/** A try is one SparkApplication: a driver, which makes its executors itself. */
final class SparkPlugin extends JobPlugin {
    /** The longest prefix of the names of executors that Spark takes. */
    private static final int MAX_NAME = 47;

    private final SparkSettings settings;
    private final PodTemplateSupport podTemplates;

    SparkPlugin(PluginContext context, SparkSettings settings) {
        super(context, SparkProvider.SPARK_APPLICATION, MAX_NAME);
        this.settings = settings;
        this.podTemplates = new PodTemplateSupport(context.kubernetes(), context.clock(), settings.podTemplate());
    }

    @Override
    protected JobManifest manifest(JobPods pods, String name) {
        return new SparkManifest(settings, pods, podTemplates.isThere())
                .toManifest(name, context().clock().millis());
    }

    @Override
    protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
        return SparkState.of(job);
    }

    /** The driver that the status names; before it does, the newest one. */
    @Override
    protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
        String driver = job.text("status", "driverInfo", "podName");
        List<Pod> pods = context().pods().pods(execution).toList();
        return pods.stream()
                .filter(pod -> driver.equals(pod.getMetadata().getName()))
                .findFirst()
                .or(() -> LeaderPod.ofRole(pods.stream(), SparkManifest.DRIVER));
    }

    @Override
    protected List<Link> links(TaskExecution execution, JobResource job) {
        boolean active = SparkState.of(job) instanceof JobState.Active;
        List<Link> links = new ArrayList<>();
        String application = job.text("status", "sparkApplicationId");
        if (!active && !application.isEmpty()) {
            settings.historyServer()
                    .ifPresent(
                            server -> links.add(Link.external("Spark History UI", server + "/history/" + application)));
        }
        String ui = job.text("status", "driverInfo", "webUIIngressAddress");
        if (active && !ui.isEmpty()) {
            links.add(Link.external("Spark Driver UI", ui.contains("://") ? ui : "https://" + ui));
        }
        return links;
    }
}
