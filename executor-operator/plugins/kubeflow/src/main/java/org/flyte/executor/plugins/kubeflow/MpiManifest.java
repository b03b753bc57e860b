package org.flyte.executor.plugins.kubeflow;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import java.util.List;
import java.util.regex.Pattern;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.plugins.DistributedMPITrainingTask;
import org.flyte.idl.plugins.kubeflow.RunPolicy;

/** What a task of the type {@code mpi} asks for. */
record MpiManifest(ReplicaSpec launcher, ReplicaSpec workers, int slots, RunPolicy policy) {
    private static final String CONTAINER = "mpi";

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** The key of the config of a template that says what workers run. */
    private static final String WORKER_COMMAND = "worker_spec_command";

    /** Makes an MPIJob of a task. A pure function. */
    static JobManifest of(JobPods pods) {
        TaskTemplate task = pods.execution().template();
        return Version.read(
                        task,
                        DistributedMPITrainingTask.getDefaultInstance(),
                        custom -> flat(custom, task),
                        org.flyte.idl.plugins.kubeflow.DistributedMPITrainingTask.getDefaultInstance(),
                        MpiManifest::specs)
                .manifest(pods);
    }

    private static MpiManifest flat(DistributedMPITrainingTask custom, TaskTemplate task) {
        List<String> command = BLANKS.splitAsStream(task.getConfigOrDefault(WORKER_COMMAND, ""))
                .filter(word -> !word.isEmpty())
                .toList();
        return new MpiManifest(
                launcher(ReplicaSpec.of(custom.getNumLauncherReplicas()).optional("num_launcher_replicas")),
                ReplicaSpec.of(custom.getNumWorkers()).required("num_workers").args(command),
                custom.getSlots(),
                RunPolicy.getDefaultInstance());
    }

    private static MpiManifest specs(org.flyte.idl.plugins.kubeflow.DistributedMPITrainingTask custom) {
        return new MpiManifest(
                launcher(ReplicaSpec.of(custom.getLauncherReplicas()).optional("launcher_replicas.replicas")),
                ReplicaSpec.of(custom.getWorkerReplicas()).required("worker_replicas.replicas"),
                custom.getSlots(),
                custom.getRunPolicy());
    }

    private static ReplicaSpec launcher(ReplicaSpec asked) {
        return asked.count(Math.max(1, asked.count()));
    }

    private JobManifest manifest(JobPods pods) {
        if (slots < 0) {
            throw bad("slots is %d", slots);
        }
        return JobManifest.of(
                pods,
                new Fields()
                        .put("slotsPerWorker", Math.max(1, slots))
                        .put("runPolicy", RunPolicies.of(policy))
                        .put(
                                "mpiReplicaSpecs",
                                new Fields()
                                        .put(
                                                "Launcher",
                                                launcher.manifest(pods, PodRole.leader(Roles.LAUNCHER), CONTAINER))
                                        .put(
                                                "Worker",
                                                workers.manifest(pods, PodRole.worker(Roles.WORKER), CONTAINER))));
    }
}
