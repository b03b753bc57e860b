package org.flyte.executor.faults;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A node of a real cluster that runs no container: the test takes the part of its kubelet. The scheduler binds pods to it,
 * which run for a moment, write their outputs and end as their {@link Plan} says.
 */
final class SimulatedNode implements AutoCloseable, ResourceEventHandler<Pod> {
    /** Variable of a container that names its plan. */
    static final String PLAN = "FAULTS_PLAN";

    private static final String LEASES = "kube-node-lease";
    private static final long HEARTBEAT_SECONDS = 10;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String name;
    private final Clock clock;
    private final long maxMillis;
    private final ScheduledExecutorService kubelet = Executors.newScheduledThreadPool(8);
    private final SharedIndexInformer<Pod> pods;
    private final Map<String, Set<String>> uids = new ConcurrentHashMap<>();

    /** @param maxMillis longest time that a pod runs */
    SimulatedNode(KubernetesClient client, String name, String namespace, Clock clock, long maxMillis) {
        this.client = client;
        this.name = name;
        this.clock = clock;
        this.maxMillis = maxMillis;
        Node node = client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(Map.of("kubernetes.io/hostname", name))
                        .endMetadata()
                        .withNewSpec()
                        .addNewTaint("NoSchedule", name, null, null)
                        .endSpec()
                        .build())
                .create();
        renew();
        Map<String, Quantity> capacity =
                Map.of("cpu", new Quantity("1000"), "memory", new Quantity("1Ti"), "pods", new Quantity("2000"));
        client.resource(node)
                .subresource("status")
                .patch(
                        MERGE,
                        json(Map.of(
                                "status",
                                new NodeStatusBuilder()
                                        .withCapacity(capacity)
                                        .withAllocatable(capacity)
                                        .withConditions(new NodeConditionBuilder()
                                                .withType("Ready")
                                                .withStatus("True")
                                                .withReason("Simulated")
                                                .build())
                                        .build())));
        kubelet.scheduleAtFixedRate(this::renew, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        pods = client.pods()
                .inNamespace(namespace)
                .withField("spec.nodeName", name)
                .inform(this);
    }

    /** The names of all pods that ever were, with their uids. */
    Map<String, Set<String>> uids() {
        return uids;
    }

    @Override
    public void onAdd(Pod pod) {
        uids.computeIfAbsent(pod.getMetadata().getName(), _ -> ConcurrentHashMap.newKeySet())
                .add(pod.getMetadata().getUid());
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            onUpdate(pod, pod);
        } else {
            after(100, () -> run(pod));
        }
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            after(200, () -> client.resource(pod).withGracePeriod(0).delete());
        }
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {}

    private void run(Pod pod) {
        Instant started = clock.instant();
        status(
                pod,
                new PodStatusBuilder()
                        .withPhase("Running")
                        .withStartTime(started.toString())
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("primary")
                                .withReady(true)
                                .withState(new ContainerStateBuilder()
                                        .withNewRunning(started.toString())
                                        .build())
                                .build())
                        .build());
        Plan plan = Plan.valueOf(variable(pod, PLAN));
        if (plan != Plan.RUNS_ON) {
            after(maxMillis, () -> end(pod, started, plan));
        }
    }

    private void end(Pod pod, Instant started, Plan plan) {
        int code = plan.exitCode(Integer.parseInt(variable(pod, "FLYTE_ATTEMPT_NUMBER")) + 1);
        if (code == 0) {
            writeOutputs(pod);
        }
        status(
                pod,
                new PodStatusBuilder()
                        .withPhase(code == 0 ? "Succeeded" : "Failed")
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("primary")
                                .withState(new ContainerStateBuilder()
                                        .withNewTerminated()
                                        .withExitCode(code)
                                        .withReason(code == 0 ? "Completed" : "Error")
                                        .withStartedAt(started.toString())
                                        .withFinishedAt(clock.instant().toString())
                                        .endTerminated()
                                        .build())
                                .build())
                        .build());
    }

    private static void writeOutputs(Pod pod) {
        List<String> arguments = pod.getSpec().getContainers().getFirst().getArgs();
        try {
            Path folder = Files.createDirectories(Path.of(arguments.getLast()));
            Files.write(folder.resolve("outputs.pb"), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String variable(Pod pod, String name) {
        return pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** At some time within the limit; a pod that is gone by then is left alone. */
    private void after(long millis, Runnable step) {
        var unused = kubelet.schedule(
                () -> {
                    try {
                        step.run();
                    } catch (KubernetesClientException e) {
                        if (e.getCode() != 404 && e.getCode() != 409) {
                            System.err.println("SimulatedNode: " + e.getMessage());
                        }
                    }
                },
                ThreadLocalRandom.current().nextLong(millis),
                TimeUnit.MILLISECONDS);
    }

    private void status(Pod pod, PodStatus status) {
        client.resource(pod).subresource("status").patch(MERGE, json(Map.of("status", status)));
    }

    private String json(Object value) {
        return client.getKubernetesSerialization().asJson(value);
    }

    private void renew() {
        client.leases()
                .inNamespace(LEASES)
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(LEASES)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(name)
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(clock.instant().atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .createOr(existing -> existing.update());
    }

    @Override
    public void close() {
        pods.close();
        kubelet.shutdownNow();
        client.nodes().withName(name).delete();
        client.leases().inNamespace(LEASES).withName(name).delete();
    }
}
