package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.Sha256;

/**
 * One Deployment: ends the pods of other templates, and starts one of its template when the port is free. An update therefore has a
 * moment without a pod, other than on a cluster. A pod that ends is replaced after a back-off.
 */
final class DeploymentRun {
    private static final String TEMPLATE = "pod-template-hash";
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofSeconds(2), Duration.ofMinutes(1));
    private static final Duration HEALTHY = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final LocalNode node;
    private final Clock clock;
    private final Set<String> ending = new HashSet<>();
    private String template = "";
    private int number;
    private int failures;
    private Instant started = Instant.EPOCH;
    private boolean running;

    DeploymentRun(KubernetesClient client, LocalNode node, Clock clock) {
        this.client = client;
        this.node = node;
        this.clock = clock;
    }

    /** The port of its first container that has one; 0 for none. */
    static int port(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(0);
    }

    /** Whether it has, or waits to get, the port. */
    boolean isRunning() {
        return running;
    }

    /**
     * One pass.
     *
     * @param pods all that it owns
     * @param taken names of other Deployments by the port that they have
     */
    void reconcile(Deployment deployment, List<Pod> pods, Map<Integer, String> taken) {
        String wanted = hash(deployment);
        if (!wanted.equals(template)) {
            template = wanted;
            failures = 0;
        }
        boolean stopped = deployment.getSpec().getReplicas() != null
                && deployment.getSpec().getReplicas() == 0;
        for (Pod pod : pods) {
            if (stopped || !wanted.equals(pod.getMetadata().getLabels().get(TEMPLATE))) {
                delete(pod);
            }
        }
        ending.removeIf(name -> !node.isAlive(deployment.getMetadata().getNamespace(), name));
        List<Pod> mine = pods.stream()
                .filter(pod -> !ending.contains(pod.getMetadata().getName()))
                .filter(pod -> wanted.equals(pod.getMetadata().getLabels().get(TEMPLATE)))
                .filter(pod -> !stopped)
                .toList();
        Optional<Pod> alive = mine.stream().filter(pod -> !hasEnded(pod)).findFirst();
        Optional<String> problem = Optional.empty();
        if (alive.isEmpty() && !stopped && ending.isEmpty()) {
            problem = replace(deployment, mine, taken);
        }
        running = alive.isPresent() || !ending.isEmpty();
        report(deployment, alive, problem);
    }

    /** The Deployment is gone: ends its pods; whether none is left. */
    boolean end(List<Pod> pods) {
        pods.forEach(this::delete);
        return pods.isEmpty();
    }

    private Optional<String> replace(Deployment deployment, List<Pod> ended, Map<Integer, String> taken) {
        int port = port(deployment);
        if (taken.containsKey(port)) {
            return Optional.of("port %d of this machine is already taken by the app %s: stop it or choose another port"
                    .formatted(port, taken.get(port)));
        }
        if (!ended.isEmpty()) {
            if (Duration.between(started, clock.instant()).compareTo(HEALTHY) > 0 && failures > 1) {
                failures = 1;
            }
            failures = Math.max(1, failures);
            if (clock.instant().isBefore(endOf(ended).plus(BACKOFF.after(failures)))) {
                return Optional.empty();
            }
            failures++;
            ended.forEach(this::delete);
            ending.clear();
        }
        if (port > 0 && !MachinePorts.isFree(port)) {
            return Optional.of("port %d of this machine is taken by another program: stop it or choose another port"
                    .formatted(port));
        }
        start(deployment);
        return Optional.empty();
    }

    private Instant endOf(List<Pod> ended) {
        return ended.stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .filter(status -> status.getState().getTerminated() != null)
                .map(status -> Instant.parse(status.getState().getTerminated().getFinishedAt()))
                .max(Instant::compareTo)
                .orElse(started);
    }

    private void start(Deployment deployment) {
        started = clock.instant();
        Map<String, String> labels =
                new HashMap<>(deployment.getSpec().getTemplate().getMetadata().getLabels());
        labels.put(TEMPLATE, template);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("%s-%s-%d".formatted(deployment.getMetadata().getName(), template, ++number))
                        .withNamespace(deployment.getMetadata().getNamespace())
                        .withLabels(labels)
                        .withAnnotations(
                                deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(deployment.getApiVersion())
                                .withKind(deployment.getKind())
                                .withName(deployment.getMetadata().getName())
                                .withUid(deployment.getMetadata().getUid())
                                .withController(true)
                                .build())
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .build())
                .create();
        running = true;
    }

    private void delete(Pod pod) {
        ending.add(pod.getMetadata().getName());
        client.resource(pod).delete();
    }

    private void report(Deployment deployment, Optional<Pod> alive, Optional<String> problem) {
        int replicas = alive.isPresent() || !ending.isEmpty() ? 1 : 0;
        int ready = alive.filter(pod -> isRunning(pod) && MachinePorts.answers(port(deployment)))
                        .isPresent()
                ? 1
                : 0;
        DeploymentStatusBuilder status = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(replicas)
                .withUpdatedReplicas(alive.isPresent() ? 1 : 0)
                .withReadyReplicas(ready)
                .withAvailableReplicas(ready);
        problem.ifPresent(message -> status.addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withReason("PortTaken")
                .withMessage(message)
                .endCondition());
        DeploymentStatus next = status.build();
        if (!next.equals(deployment.getStatus())) {
            Map<String, Object> fields =
                    new HashMap<>(Serialization.jsonMapper().convertValue(next, Map.class));
            fields.putIfAbsent("conditions", List.of());
            client.apps()
                    .deployments()
                    .inNamespace(deployment.getMetadata().getNamespace())
                    .withName(deployment.getMetadata().getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("status", fields)));
        }
    }

    private static boolean isRunning(Pod pod) {
        return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private static String hash(Deployment deployment) {
        String json = Serialization.asJson(deployment.getSpec().getTemplate());
        return Sha256.hex(json.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }
}
