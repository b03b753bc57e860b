package org.flyte.executor.job;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.TaskTemplate;

/**
 * A type of tasks whose try is a job, and what its controller writes into the status of the custom resource. {@code LEADER} stands for
 * the name of the leading pod.
 */
public enum JobCase {
    SPARK(
            "spark",
            "spark/src/test/resources/sdk/spark.json",
            ObjectKind.of("sparkoperator.k8s.io", "v1beta2", "SparkApplication"),
            "{applicationState: {state: SUSPENDED}}",
            "{applicationState: {state: RUNNING}, driverInfo: {podName: LEADER}}",
            "{applicationState: {state: COMPLETED}, driverInfo: {podName: LEADER}}",
            "{applicationState: {state: FAILED, errorMessage: it broke}}",
            "USER DownstreamSystemError",
            "spec",
            "driver",
            "template"),
    RAY(
            "ray",
            "ray/src/test/resources/sdk/ray.json",
            ObjectKind.of("ray.io", "v1", "RayJob"),
            "{jobDeploymentStatus: Suspended}",
            "{jobDeploymentStatus: Running, jobStatus: RUNNING}",
            "{jobDeploymentStatus: Complete, jobStatus: SUCCEEDED}",
            "{jobDeploymentStatus: Failed, message: it broke}",
            "USER TaskFailedWithError",
            "spec",
            "rayClusterSpec",
            "headGroupSpec",
            "template"),
    DASK(
            "dask",
            "dask/src/test/resources/sdk/dask.json",
            ObjectKind.of("kubernetes.dask.org", "v1", "DaskJob"),
            null,
            "{jobStatus: Running, jobRunnerPodName: LEADER}",
            "{jobStatus: Successful, jobRunnerPodName: LEADER}",
            "{jobStatus: Failed, message: it broke}",
            "USER DownstreamSystemError") {
        /** The operator of Dask gives the labels and annotations of the DaskJob to its pods. */
        @Override
        public Object template(GenericKubernetesResource job) {
            return Map.of(
                    "metadata",
                    Map.of(
                            "labels", job.getMetadata().getLabels(),
                            "annotations", job.getMetadata().getAnnotations()),
                    "spec",
                    Objects.requireNonNull(job.get("spec", "job", "spec")));
        }
    },
    PYTORCH("pytorch", "PyTorchJob", "pytorchReplicaSpecs", "Worker"),
    MPI("mpi", "MPIJob", "mpiReplicaSpecs", "Launcher"),
    TENSORFLOW("tensorflow", "TFJob", "tfReplicaSpecs", "Chief"),
    CLUSTERED(
            "clustered-task",
            "jobset/src/test/resources/sdk/clustered.json",
            ObjectKind.of("jobset.x-k8s.io", "v1alpha2", "JobSet"),
            "{conditions: [{type: Suspended, status: 'True', message: the job is suspended}]}",
            "{replicatedJobsStatus: [{name: workers, ready: 1}]}",
            "{conditions: [{type: Completed, status: 'True'}]}",
            "{conditions: [{type: Failed, status: 'True', reason: FailedJobs, message: it broke}]}",
            "USER FailedJobs",
            "spec",
            "replicatedJobs",
            0,
            "template",
            "spec",
            "template");

    public final String type;
    public final String suspended;
    public final String running;
    public final String succeeded;
    public final String failed;
    public final String failure;
    private final String file;
    private final ObjectKind kind;
    private final Object[] path;

    /** @param path of the template of the leading pod */
    JobCase(
            String type,
            String file,
            ObjectKind kind,
            String suspended,
            String running,
            String succeeded,
            String failed,
            String failure,
            Object... path) {
        this.type = type;
        this.file = file;
        this.kind = kind;
        this.suspended = suspended;
        this.running = running;
        this.succeeded = succeeded;
        this.failed = failed;
        this.failure = failure;
        this.path = path;
    }

    /** A job of Kubeflow: the states of all are the same. */
    JobCase(String type, String kind, String replicas, String role) {
        this(
                type,
                "kubeflow/src/test/resources/sdk/%s.json".formatted(type),
                ObjectKind.of("kubeflow.org", "v1", kind),
                "{conditions: [{type: Suspended, status: 'True', message: the job is suspended}]}",
                "{conditions: [{type: Running, status: 'True'}]}",
                "{conditions: [{type: Succeeded, status: 'True'}]}",
                "{conditions: [{type: Failed, status: 'True', reason: Broken, message: it broke}]}",
                "USER DownstreamSystemError",
                "spec",
                replicas,
                role,
                "template");
    }

    /** The template of the leading pod in a custom resource. */
    public Object template(GenericKubernetesResource job) {
        return job.get(path);
    }

    /** As the SDK sends it; of types that the SDK has no plugin for, written by hand. */
    public TaskTemplate task() {
        return SdkTask.read(Path.of("../plugins", file));
    }

    ResourceDefinitionContext resources() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }
}
