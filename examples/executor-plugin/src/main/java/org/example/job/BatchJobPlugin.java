package org.example.job;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.kubernetes.KubernetesObjectPlugin;

/** A try is one Job with one pod, which the pod kit of the operator makes and judges. */
final class BatchJobPlugin extends KubernetesObjectPlugin {
    /** Setting: the address of a page about a Job, with {@code %s} for its name. */
    static final String DASHBOARD = "dashboard";

    /** A Job names its pods {@code <name>-<5 characters>}, and a pod's name is also a label. */
    private static final int MAX_NAME = 57;

    private final Optional<String> dashboard;

    BatchJobPlugin(PluginContext context) {
        super(context, JobPluginProvider.JOB, MAX_NAME);
        this.dashboard = context.settings().text(DASHBOARD);
    }

    /** Retries are the operator's: a Job that tries again itself would do so behind its back. */
    @Override
    protected HasMetadata build(TaskExecution execution) {
        PodTemplateSpec pod = context().pods().template(execution, PodRole.leader("main"));
        return new JobBuilder()
                .withNewSpec()
                .withBackoffLimit(0)
                .withTemplate(pod)
                .endSpec()
                .build();
    }

    @Override
    protected Report judge(TaskExecution execution, GenericKubernetesResource object) {
        Job job = context().kubernetes().getKubernetesSerialization().convertValue(object, Job.class);
        Instant createdAt = createdAt(job);
        Details details = Details.links(dashboard
                .map(address ->
                        Link.external("Job", address.formatted(job.getMetadata().getName())))
                .map(List::of)
                .orElse(List.of()));
        if (condition(job, "Complete").isPresent()) {
            return new Report.Completed(createdAt, Optional.empty(), details);
        }
        Optional<Report> ofPod = pod(execution)
                .map(pod -> context().pods().verdict(pod, context().clock().instant()));
        // The pod says why, and says it also when it can never start, for which a Job would wait.
        if (ofPod.orElse(null) instanceof Report.Failed failed) {
            return new Report.Failed(failed.failure(), createdAt, failed.crashed(), details);
        }
        return condition(job, "Failed")
                .<Report>map(failed -> new Report.Failed(
                        Failure.user(String.valueOf(failed.getReason()), String.valueOf(failed.getMessage())),
                        createdAt,
                        false,
                        details))
                .orElseGet(() -> active(ofPod, createdAt, details));
    }

    private static Report active(Optional<Report> ofPod, Instant createdAt, Details details) {
        return switch (ofPod.orElse(null)) {
            case Report.Active pod -> new Report.Active(pod.phase(), pod.reason(), pod.since(), pod.checkAt(), details);
            // The Job says so in a moment.
            case Report.Completed _ -> new Report.Active(Report.Phase.RUNNING, "", createdAt, null, details);
            case null, default -> new Report.Active(Report.Phase.QUEUED, "", createdAt, null, details);
        };
    }

    @Override
    protected Optional<String> leadingPod(TaskExecution execution) {
        return pod(execution).map(pod -> pod.getMetadata().getName());
    }

    private Optional<Pod> pod(TaskExecution execution) {
        return context().pods().pods(execution).findFirst();
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        return Optional.ofNullable(job.getStatus()).map(JobStatus::getConditions).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst();
    }
}
