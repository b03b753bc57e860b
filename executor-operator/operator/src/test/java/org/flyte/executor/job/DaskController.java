package org.flyte.executor.job;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;

/**
 * A small operator of Dask: makes scheduler, workers and job runner of a DaskJob as pods, with the labels and variables that the real one
 * gives them.
 */
public record DaskController(KubernetesClient client, JobController status, GenericKubernetesResource job) {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** Carries the job out to its end. */
    public void run() {
        status.write(job, "{jobStatus: JobCreated}");
        createService();
        createPod(name() + "-scheduler", "scheduler", "scheduler", spec("cluster", "spec", "scheduler", "spec"));
        PodSpec worker = spec("cluster", "spec", "worker", "spec");
        int workers = ((Number) job.get("spec", "cluster", "spec", "worker", "replicas")).intValue();
        for (int i = 0; i < workers; i++) {
            createPod(name() + "-default-worker-" + i, "worker", "dask-worker", worker);
        }
        status.write(job, "{jobStatus: ClusterCreated}");
        await().atMost(PATIENCE).until(() -> isReady(name() + "-scheduler"));
        String runner = name() + "-runner";
        createPod(runner, "job-runner", "job-runner", spec("job", "spec"));
        status.write(job, "{jobStatus: Running, jobRunnerPodName: " + runner + "}");
        await().atMost(PATIENCE).until(() -> hasEnded(runner));
        status.write(job, "{jobStatus: " + ("Succeeded".equals(phase(runner)) ? "Successful" : "Failed") + "}");
        client.pods()
                .inNamespace(namespace())
                .withLabel("dask.org/cluster-name", name())
                .withLabelNotIn("dask.org/component", "job-runner")
                .delete();
    }

    private void createService() {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name() + "-scheduler")
                        .withNamespace(namespace())
                        .withOwnerReferences(owner())
                        .endMetadata()
                        .withSpec(client.getKubernetesSerialization()
                                .convertValue(
                                        job.get("spec", "cluster", "spec", "scheduler", "service"), ServiceSpec.class))
                        .build())
                .create();
    }

    private void createPod(String name, String component, String container, PodSpec spec) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace())
                        .withLabels(job.getMetadata().getLabels())
                        .addToLabels(Map.of("dask.org/cluster-name", name(), "dask.org/component", component))
                        .withAnnotations(job.getMetadata().getAnnotations())
                        .withOwnerReferences(owner())
                        .endMetadata()
                        .withNewSpecLike(spec)
                        .editMatchingContainer(found -> found.getName().equals(container))
                        .addToEnv(new EnvVar("DASK_WORKER_NAME", name, null))
                        .addToEnv(new EnvVar(
                                "DASK_SCHEDULER_ADDRESS",
                                "tcp://%s-scheduler.%s.svc.cluster.local:8786".formatted(name(), namespace()),
                                null))
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private PodSpec spec(String... path) {
        Object[] whole = new Object[path.length + 1];
        whole[0] = "spec";
        System.arraycopy(path, 0, whole, 1, path.length);
        return client.getKubernetesSerialization().convertValue(job.get(whole), PodSpec.class);
    }

    private boolean isReady(String pod) {
        return pod(pod).getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private boolean hasEnded(String pod) {
        return "Succeeded".equals(phase(pod)) || "Failed".equals(phase(pod));
    }

    private String phase(String pod) {
        return pod(pod).getStatus().getPhase();
    }

    private Pod pod(String name) {
        return client.pods().inNamespace(namespace()).withName(name).get();
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withName(name())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .build();
    }

    private String name() {
        return job.getMetadata().getName();
    }

    private String namespace() {
        return job.getMetadata().getNamespace();
    }
}
