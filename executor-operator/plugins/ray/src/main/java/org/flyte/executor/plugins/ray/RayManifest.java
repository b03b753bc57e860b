package org.flyte.executor.plugins.ray;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.plugins.RayCluster;
import org.flyte.idl.plugins.RayJob;
import org.flyte.idl.plugins.WorkerGroupSpec;

/** Makes a RayJob of a task. A pure function. */
final class RayManifest {
    static final String HEAD_ROLE = "head";
    static final String SUBMITTER_ROLE = "submitter";

    private static final String SUBMITTER = "ray-job-submitter";

    private final RaySettings settings;
    private final JobPods pods;
    private final RayPods rayPods;

    RayManifest(RaySettings settings, JobPods pods) {
        this.settings = settings;
        this.pods = pods;
        this.rayPods = new RayPods(settings, pods);
    }

    JobManifest toManifest() {
        TaskTemplate task = pods.execution().template();
        RayJob custom = CustomMessage.of(task, RayJob.getDefaultInstance());
        if (!custom.hasRayCluster()) {
            throw bad(
                    "a task of the type '%s' needs the field ray_cluster, which says what its cluster is",
                    task.getType());
        }
        if (task.hasReusePolicy()) {
            throw bad("reuse_policy: a cluster of Ray is not shared by tasks here; remove the policy");
        }
        PodTemplateSpec head = rayPods.head(custom.getRayCluster().getHeadGroupSpec());
        boolean shutdown = custom.getShutdownAfterJobFinishes() || settings.shutdown();
        Fields spec = new Fields()
                .put("entrypoint", entrypoint())
                .put("shutdownAfterJobFinishes", shutdown)
                .put("ttlSecondsAfterFinished", shutdown ? ttlSeconds(custom) : null)
                .put("runtimeEnvYAML", runtimeEnv(custom))
                .put("submissionMode", settings.submissionMode())
                .put("submitterPodTemplate", submitter(JobPods.primary(head).getImage()))
                .put("rayClusterSpec", cluster(custom.getRayCluster(), head));
        return JobManifest.of(pods, spec);
    }

    /** KubeRay takes the line apart as a shell does. */
    private String entrypoint() {
        Container container = JobPods.primary(pods.template(PodRole.leader(HEAD_ROLE), PodVariant.NONE));
        return ShellCommand.of(Stream.of(container.getCommand(), container.getArgs())
                .flatMap(List::stream)
                .toList());
    }

    private int ttlSeconds(RayJob custom) {
        int seconds =
                custom.getShutdownAfterJobFinishes() ? custom.getTtlSecondsAfterFinished() : settings.ttlSeconds();
        if (seconds < 0) {
            throw bad("ttl_seconds_after_finished is %d", seconds);
        }
        return seconds;
    }

    /** The deprecated field is JSON in base 64, and JSON is YAML. */
    @SuppressWarnings("deprecation")
    private static String runtimeEnv(RayJob custom) {
        if (!custom.getRuntimeEnvYaml().isEmpty()) {
            return custom.getRuntimeEnvYaml();
        }
        try {
            return new String(Base64.getDecoder().decode(custom.getRuntimeEnv()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("runtime_env is no JSON in base 64: %s", e.getMessage());
        }
    }

    /** The pod that hands the job over, and prints what the job prints. KubeRay fills in what it runs. */
    private PodTemplateSpec submitter(String image) {
        if (!settings.submissionMode().equals(RaySettings.K8S_JOB)) {
            return null;
        }
        PodTemplateSpec template = pods.template(
                PodRole.leader(SUBMITTER_ROLE), PodVariant.named(SUBMITTER).image(image));
        JobPods.changePrimary(
                template,
                container -> container
                        .withCommand(List.of())
                        .withArgs(List.of())
                        .withResources(new ResourceRequirementsBuilder()
                                .addToRequests("cpu", new Quantity("500m"))
                                .addToRequests("memory", new Quantity("200Mi"))
                                .addToLimits("cpu", new Quantity("1"))
                                .addToLimits("memory", new Quantity("1Gi"))
                                .build()));
        return rayPods.withServiceAccount(template);
    }

    private Fields cluster(RayCluster asked, PodTemplateSpec head) {
        List<Object> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (WorkerGroupSpec group : asked.getWorkerGroupSpecList()) {
            if (group.getGroupName().isEmpty() || !names.add(group.getGroupName())) {
                throw bad("worker_group_spec: the group_name '%s' is empty or there twice", group.getGroupName());
            }
            groups.add(workers(group, asked.getEnableAutoscaling()).toMap());
        }
        return new Fields()
                .put("enableInTreeAutoscaling", asked.getEnableAutoscaling())
                .put(
                        "autoscalerOptions",
                        asked.getEnableAutoscaling() && asked.hasAutoscalerOptions()
                                ? Autoscaler.options(asked.getAutoscalerOptions())
                                : null)
                .put(
                        "headGroupSpec",
                        new Fields()
                                .put("serviceType", settings.serviceType())
                                .put("enableIngress", true)
                                .put("rayStartParams", StartParams.ofHead(asked.getHeadGroupSpec(), settings))
                                .put("template", head))
                .put("workerGroupSpecs", groups);
    }

    /** A group that grows by need may begin without workers. */
    private Fields workers(WorkerGroupSpec group, boolean autoscaling) {
        int least = autoscaling && group.getMaxReplicas() > 0 ? 0 : 1;
        if (group.getReplicas() < least || group.getMinReplicas() < 0 || group.getMaxReplicas() < 0) {
            throw bad(
                    "worker_group_spec '%s': replicas is %d, min_replicas %d and max_replicas %d; at least %d replicas are needed",
                    group.getGroupName(), group.getReplicas(), group.getMinReplicas(), group.getMaxReplicas(), least);
        }
        return new Fields()
                .put("groupName", group.getGroupName())
                .put("replicas", group.getReplicas())
                .put("minReplicas", Math.min(group.getMinReplicas(), group.getReplicas()))
                .put("maxReplicas", Math.max(group.getMaxReplicas(), group.getReplicas()))
                .putObject("rayStartParams", StartParams.ofWorkers(group, settings))
                .put("template", rayPods.worker(group));
    }
}
