package org.flyte.executor.plugins.kubeflow;

import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.plugins.DistributedTensorflowTrainingTask;
import org.flyte.idl.plugins.kubeflow.RunPolicy;

/** What a task of the type {@code tensorflow} asks for. */
record TensorFlowManifest(
        ReplicaSpec chief, ReplicaSpec workers, ReplicaSpec servers, ReplicaSpec evaluators, RunPolicy policy) {
    private static final String CONTAINER = "tensorflow";

    /** Makes a TFJob of a task. A pure function. */
    static JobManifest of(JobPods pods) {
        return Version.read(
                        pods.execution().template(),
                        DistributedTensorflowTrainingTask.getDefaultInstance(),
                        TensorFlowManifest::flat,
                        org.flyte.idl.plugins.kubeflow.DistributedTensorflowTrainingTask.getDefaultInstance(),
                        TensorFlowManifest::specs)
                .manifest(pods);
    }

    private static TensorFlowManifest flat(DistributedTensorflowTrainingTask custom) {
        return new TensorFlowManifest(
                ReplicaSpec.of(custom.getChiefReplicas()).optional("chief_replicas"),
                ReplicaSpec.of(custom.getWorkers()).required("workers"),
                ReplicaSpec.of(custom.getPsReplicas()).optional("ps_replicas"),
                ReplicaSpec.of(custom.getEvaluatorReplicas()).optional("evaluator_replicas"),
                RunPolicy.getDefaultInstance());
    }

    private static TensorFlowManifest specs(org.flyte.idl.plugins.kubeflow.DistributedTensorflowTrainingTask custom) {
        return new TensorFlowManifest(
                ReplicaSpec.of(custom.getChiefReplicas()).optional("chief_replicas.replicas"),
                ReplicaSpec.of(custom.getWorkerReplicas()).required("worker_replicas.replicas"),
                ReplicaSpec.of(custom.getPsReplicas()).optional("ps_replicas.replicas"),
                ReplicaSpec.of(custom.getEvaluatorReplicas()).optional("evaluator_replicas.replicas"),
                custom.getRunPolicy());
    }

    private JobManifest manifest(JobPods pods) {
        Fields replicas = new Fields();
        put(replicas, "Chief", chief, pods, PodRole.leader(Roles.CHIEF));
        put(replicas, "Worker", workers, pods, PodRole.worker(Roles.WORKER));
        put(replicas, "PS", servers, pods, PodRole.leader("ps"));
        put(replicas, "Evaluator", evaluators, pods, PodRole.worker("evaluator"));
        return JobManifest.of(
                pods, new Fields().put("runPolicy", RunPolicies.of(policy)).put("tfReplicaSpecs", replicas));
    }

    private static void put(Fields replicas, String name, ReplicaSpec asked, JobPods pods, PodRole role) {
        if (asked.count() > 0) {
            replicas.put(name, asked.manifest(pods, role, CONTAINER));
        }
    }
}
