package org.flyte.executor.plugins.kubeflow;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import java.util.Optional;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.plugins.DistributedPyTorchTrainingTask;
import org.flyte.idl.plugins.kubeflow.ElasticConfig;
import org.flyte.idl.plugins.kubeflow.RunPolicy;

/**
 * What a task of the type {@code pytorch} asks for.
 *
 * @param elastic then the workers have no master
 */
record PyTorchManifest(ReplicaSpec master, ReplicaSpec workers, RunPolicy policy, Optional<ElasticConfig> elastic) {
    private static final String CONTAINER = "pytorch";

    /** Makes a PyTorchJob of a task. A pure function. */
    static JobManifest of(JobPods pods) {
        return Version.read(
                        pods.execution().template(),
                        DistributedPyTorchTrainingTask.getDefaultInstance(),
                        PyTorchManifest::flat,
                        org.flyte.idl.plugins.kubeflow.DistributedPyTorchTrainingTask.getDefaultInstance(),
                        PyTorchManifest::specs)
                .manifest(pods);
    }

    private static PyTorchManifest flat(DistributedPyTorchTrainingTask custom) {
        var elastic = custom.getElasticConfig();
        return new PyTorchManifest(
                ReplicaSpec.of(1),
                ReplicaSpec.of(custom.getWorkers()).required("workers"),
                RunPolicy.getDefaultInstance(),
                custom.hasElasticConfig()
                        ? Optional.of(ElasticConfig.newBuilder()
                                .setRdzvBackend(elastic.getRdzvBackend())
                                .setMinReplicas(elastic.getMinReplicas())
                                .setMaxReplicas(elastic.getMaxReplicas())
                                .setNprocPerNode(elastic.getNprocPerNode())
                                .setMaxRestarts(elastic.getMaxRestarts())
                                .build())
                        : Optional.empty());
    }

    private static PyTorchManifest specs(org.flyte.idl.plugins.kubeflow.DistributedPyTorchTrainingTask custom) {
        ReplicaSpec master = ReplicaSpec.of(custom.getMasterReplicas()).optional("master_replicas.replicas");
        if (master.count() > 1) {
            throw bad("master_replicas.replicas is %d, a PyTorchJob has 1", master.count());
        }
        return new PyTorchManifest(
                master.count(1),
                ReplicaSpec.of(custom.getWorkerReplicas()).required("worker_replicas.replicas"),
                custom.getRunPolicy(),
                custom.hasElasticConfig() ? Optional.of(custom.getElasticConfig()) : Optional.empty());
    }

    private JobManifest manifest(JobPods pods) {
        Fields replicas = new Fields();
        if (elastic.isEmpty()) {
            replicas.put("Master", master.manifest(pods, PodRole.leader(Roles.MASTER), CONTAINER));
        }
        replicas.put("Worker", workers.manifest(pods, PodRole.worker(Roles.WORKER), CONTAINER));
        return JobManifest.of(
                pods,
                new Fields()
                        .put("runPolicy", RunPolicies.of(policy))
                        .put(
                                "elasticPolicy",
                                elastic.map(PyTorchManifest::elasticPolicy).orElse(null))
                        .put("pytorchReplicaSpecs", replicas));
    }

    private static Fields elasticPolicy(ElasticConfig config) {
        if (config.getMinReplicas() < 1 || config.getMaxReplicas() < config.getMinReplicas()) {
            throw bad(
                    "elastic_config: min_replicas is %d and max_replicas %d",
                    config.getMinReplicas(), config.getMaxReplicas());
        }
        if (config.getNprocPerNode() < 1) {
            throw bad("elastic_config.nproc_per_node is %d, at least 1 is needed", config.getNprocPerNode());
        }
        return new Fields()
                .put("rdzvBackend", config.getRdzvBackend())
                .put("minReplicas", config.getMinReplicas())
                .put("maxReplicas", config.getMaxReplicas())
                .put("nProcPerNode", config.getNprocPerNode())
                .put("maxRestarts", config.getMaxRestarts());
    }
}
