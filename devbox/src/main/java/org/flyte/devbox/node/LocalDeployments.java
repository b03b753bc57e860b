package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The controller of Deployments of the embedded Kubernetes: keeps one pod for each, whatever the number of replicas, since all would
 * listen on the same port of this machine.
 */
@Startup
public class LocalDeployments {
    private static final Logger LOG = Logger.getLogger(LocalDeployments.class);
    private static final long TICK_MILLIS = 500;

    private final NodeConfig config;
    private final KubernetesClient client;
    private final LocalNode node;
    private final Clock clock;
    private final Map<String, DeploymentRun> runs = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private SharedIndexInformer<Deployment> deployments;
    private SharedIndexInformer<Pod> pods;
    private Thread loop;

    @Inject
    LocalDeployments(NodeConfig config, KubernetesClient client, LocalNode node, Clock clock) {
        this.config = config;
        this.client = client;
        this.node = node;
        this.clock = clock;
    }

    @PostConstruct
    void start() {
        if (config.enabled()) {
            deployments = client.apps().deployments().inAnyNamespace().inform(new Wake<>());
            pods = client.pods().inAnyNamespace().inform(new Wake<>());
            loop = Thread.ofVirtual().name("deployments").start(this::run);
        }
    }

    void stop(@Observes @Priority(0) ShutdownEvent event) throws InterruptedException {
        if (loop != null) {
            loop.interrupt();
            loop.join(TICK_MILLIS);
            deployments.close();
            pods.close();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pass();
                boolean unused = changes.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
                changes.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass() throws InterruptedException {
        List<Deployment> wanted = deployments.getStore().list();
        Set<String> alive = wanted.stream().map(LocalDeployments::uid).collect(Collectors.toSet());
        runs.entrySet()
                .removeIf(run -> !alive.contains(run.getKey()) && run.getValue().end(podsOf(run.getKey())));
        for (Deployment deployment : wanted) {
            DeploymentRun run = runs.computeIfAbsent(uid(deployment), uid -> new DeploymentRun(client, node, clock));
            try {
                run.reconcile(deployment, podsOf(uid(deployment)), takenBy(deployment, wanted));
            } catch (RuntimeException e) {
                LOG.warnf(
                        "deployment not reconciled, retried deployment=%s cause=%s",
                        deployment.getMetadata().getName(), e.getMessage());
            }
        }
    }

    /** Read from the API: the cache may not have a pod yet that was just made. */
    private List<Pod> podsOf(String uid) {
        return client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod ->
                        pod.getMetadata().getOwnerReferences().stream().anyMatch(owner -> uid.equals(owner.getUid())))
                .toList();
    }

    /** Names of other Deployments by the port that their pod has. */
    private Map<Integer, String> takenBy(Deployment deployment, List<Deployment> all) {
        return all.stream()
                .filter(other -> !uid(other).equals(uid(deployment)))
                .filter(other ->
                        runs.containsKey(uid(other)) && runs.get(uid(other)).isRunning())
                .collect(Collectors.toMap(
                        DeploymentRun::port, other -> other.getMetadata().getName(), (one, two) -> one));
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }

    private final class Wake<T> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            changes.release();
        }

        @Override
        public void onUpdate(T before, T after) {
            changes.release();
        }

        @Override
        public void onDelete(T object, boolean stateUnknown) {
            changes.release();
        }
    }
}
