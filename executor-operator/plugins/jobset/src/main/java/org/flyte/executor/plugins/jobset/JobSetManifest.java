package org.flyte.executor.plugins.jobset;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.plugins.ClusterFailurePolicy;
import org.flyte.idl.plugins.ClusteredTaskSpec;
import org.flyte.idl.plugins.Interconnect;
import org.flyte.idl.plugins.TorchRuntime;

/** Makes a JobSet of a task. A pure function. */
final class JobSetManifest {
    private static final String WORKERS = "workers";
    private static final int MAX_REPLICAS = 100_000;

    /** Where the processes meet at the pod of rank 0. */
    private static final int MASTER_PORT = 29_500;

    private JobSetManifest() {}

    static JobManifest of(JobPods pods, String name) {
        ClusteredTaskSpec custom =
                CustomMessage.of(pods.execution().template(), ClusteredTaskSpec.getDefaultInstance());
        check(custom);
        ClusterFailurePolicy policy = custom.getFailurePolicy();
        Fields spec = new Fields()
                .put("network", new Fields().put("enableDNSHostnames", true))
                .put("successPolicy", new Fields().put("operator", "All").put("targetReplicatedJobs", List.of(WORKERS)))
                .put("failurePolicy", failurePolicy(policy))
                .put("replicatedJobs", List.of(workers(pods, name, custom)));
        if (custom.hasTtlSecondsAfterFinished()) {
            spec.put(
                    "ttlSecondsAfterFinished",
                    Integer.toUnsignedLong(custom.getTtlSecondsAfterFinished().getValue()));
        }
        return JobManifest.of(pods, spec);
    }

    private static void check(ClusteredTaskSpec custom) {
        if (custom.getReplicas() < 1 || custom.getReplicas() > MAX_REPLICAS) {
            throw bad("replicas is %d, from 1 to %d are allowed", custom.getReplicas(), MAX_REPLICAS);
        }
        if (custom.getNprocPerNode() < 1) {
            throw bad("nproc_per_node is %d, at least 1 is needed", custom.getNprocPerNode());
        }
        if (custom.getInterconnect() != Interconnect.TCP) {
            throw bad("interconnect %s is not supported, TCP is", custom.getInterconnect());
        }
        if (custom.getFailurePolicy().getMaxRestarts() < 0) {
            throw bad(
                    "failure_policy.max_restarts is %d",
                    custom.getFailurePolicy().getMaxRestarts());
        }
    }

    /** A restart after maintenance of a host is not counted; older JobSets do not have such rules and count it. */
    private static Fields failurePolicy(ClusterFailurePolicy policy) {
        Fields fields = new Fields().putNumber("maxRestarts", policy.getMaxRestarts());
        if (policy.getRestartOnHostMaintenance()) {
            fields.put(
                    "rules",
                    List.of(new Fields()
                            .put("name", "hostMaintenance")
                            .put("action", "RestartJobSetAndIgnoreMaxRestarts")
                            .put("onJobFailureReasons", List.of("PodFailurePolicy"))
                            .toMap()));
        }
        return fields;
    }

    private static Map<String, Object> workers(JobPods pods, String name, ClusteredTaskSpec custom) {
        Fields job = new Fields()
                .put("parallelism", custom.getReplicas())
                .put("completions", custom.getReplicas())
                .put("completionMode", "Indexed")
                .put("backoffLimit", 0);
        if (custom.getFailurePolicy().getRestartOnHostMaintenance()) {
            job.put("podFailurePolicy", new Fields().put("rules", List.of(failWhenDisrupted())));
        }
        job.put("template", pod(pods, name, custom));
        return new Fields()
                .put("name", WORKERS)
                .put("replicas", 1)
                .put("template", new Fields().put("spec", job))
                .toMap();
    }

    private static Map<String, Object> failWhenDisrupted() {
        return new Fields()
                .put("action", "FailJob")
                .put(
                        "onPodConditions",
                        List.of(new Fields()
                                .put("type", "DisruptionTarget")
                                .put("status", "True")
                                .toMap()))
                .toMap();
    }

    /** Interruptible, although the pods fail together: the task asked for nodes that can be taken away. */
    private static PodTemplateSpec pod(JobPods pods, String name, ClusteredTaskSpec custom) {
        PodTemplateSpec template = pods.template(PodRole.worker("worker"), PodVariant.NONE);
        JobPods.changePrimary(template, container -> environment(container, custom));
        template.getSpec().setSubdomain(name);
        template.getSpec().setRestartPolicy("Never");
        return template;
    }

    private static ContainerBuilder environment(ContainerBuilder container, ClusteredTaskSpec custom) {
        TorchRuntime torch = custom.getRuntime().getTorchrun();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("NNODES", Integer.toString(custom.getReplicas()));
        values.put("NPROC_PER_NODE", Integer.toString(custom.getNprocPerNode()));
        values.put("MASTER_PORT", Integer.toString(MASTER_PORT));
        values.put(
                "RDZV_BACKEND",
                switch (torch.getRdzvBackend()) {
                    case STATIC -> "static";
                    case C10D -> "c10d";
                    case UNRECOGNIZED -> throw bad("runtime.torchrun.rdzv_backend is not known");
                });
        values.put(
                "JOBSET_MAX_RESTARTS",
                Integer.toString(custom.getFailurePolicy().getMaxRestarts()));
        if (torch.getMaxRestarts() > 0) {
            // The launcher of the SDK passes no such option; torchrun reads its defaults from variables.
            values.put("PET_MAX_RESTARTS", Integer.toString(torch.getMaxRestarts()));
        }
        JobPods.setEnv(container, values);
        Map<String, String> ofPod = new LinkedHashMap<>();
        ofPod.put("JOBSET_NAME", "metadata.labels['jobset.sigs.k8s.io/jobset-name']");
        ofPod.put("JOBSET_RESTART_ATTEMPT", "metadata.annotations['jobset.sigs.k8s.io/restart-attempt']");
        ofPod.put("POD_NAMESPACE", "metadata.namespace");
        return JobPods.setEnvFromPod(container, ofPod);
    }
}
