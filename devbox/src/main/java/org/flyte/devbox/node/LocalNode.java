package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Pod;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The one node of the embedded Kubernetes: what kubelet is to a cluster. Sees pods come and go and keeps one
 * {@link PodRun} for each.
 */
@Startup
public class LocalNode {
    static final String NAME = "devbox";
    static final String ADDRESS = "127.0.0.1";

    private static final Logger LOG = Logger.getLogger(LocalNode.class);
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private final NodeConfig config;
    private final KubernetesClient client;
    private final PodRun.Node node;
    private final Map<String, PodRun> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("owner-sweep").factory());
    private SharedIndexInformer<Pod> informer;

    @Inject
    LocalNode(NodeConfig config, KubernetesClient client) {
        this.config = config;
        this.client = client;
        int starts = config.starts().orElse(2 * Runtime.getRuntime().availableProcessors());
        this.node = new PodRun.Node(
                new PodApi(client),
                new PodFiles(config.folder()),
                new StartGate(starts, config.startTime()),
                podEnvironment(config),
                config.grace(),
                Clock.systemUTC());
    }

    @PostConstruct
    void start() {
        if (config.enabled()) {
            informer = client.pods().inAnyNamespace().inform(new Events());
            var unused = sweeper.scheduleWithFixedDelay(
                    new OwnerSweep(client),
                    config.sweep().toMillis(),
                    config.sweep().toMillis(),
                    TimeUnit.MILLISECONDS);
            LOG.infof("local node runs pods folder=%s", config.folder());
        }
    }

    /** Ends every pod before the services that it talks to go away. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        if (informer == null) {
            return;
        }
        sweeper.shutdownNow();
        informer.close();
        runs.values().forEach(PodRun::abandon);
        for (PodRun run : runs.values()) {
            run.join(config.grace().plusSeconds(2));
        }
    }

    /** Whether a pod of this name waits or runs here. */
    boolean isAlive(String namespace, String pod) {
        return runs.values().stream().anyMatch(run -> run.isNamed(namespace, pod));
    }

    private static Map<String, String> podEnvironment(NodeConfig config) {
        Map<String, String> variables = new PythonHome(config.venv()).environment(System.getenv());
        variables.putAll(config.environment());
        return variables;
    }

    private void added(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        boolean gone = pod.getMetadata().getDeletionTimestamp() != null;
        if (gone || (phase != null && OVER.contains(phase))) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        PodRun before = runs.values().stream()
                .filter(run -> run.isNamed(
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName())
                        && !run.uid().equals(uid))
                .findFirst()
                .orElse(null);
        runs.computeIfAbsent(uid, key -> PodRun.start(node, pod, before, () -> runs.remove(key)));
    }

    private void removed(Pod pod) {
        PodRun run = runs.get(pod.getMetadata().getUid());
        if (run != null) {
            run.cancel();
        }
    }

    private final class Events implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            added(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!Objects.equals(
                    before.getMetadata().getUid(), after.getMetadata().getUid())) {
                removed(before);
                added(after);
            } else if (after.getMetadata().getDeletionTimestamp() != null) {
                removed(after);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean stateUnknown) {
            removed(pod);
        }
    }
}
