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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The one node of the embedded Kubernetes, with the part of kubelet. Watches pods and keeps one {@link PodRun} for each.
 */
@Startup
public class LocalNode {
    static final String NAME = "devbox";
    static final String ADDRESS = "127.0.0.1";

    private static final Logger LOG = Logger.getLogger(LocalNode.class);
    private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

    private final NodeConfig config;
    private final KubernetesClient client;
    private final PodRun.Node node;
    private final PodCredentials credentials;
    private final Map<String, PodRun> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService collector = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("pod-garbage-collector").factory());
    private SharedIndexInformer<Pod> informer;

    @Inject
    LocalNode(NodeConfig config, KubernetesClient client, PodCredentials credentials, Clock clock) {
        this.credentials = credentials;
        this.config = config;
        this.client = client;
        int starts = config.starts().orElse(2 * Runtime.getRuntime().availableProcessors());
        PodFiles files = new PodFiles(config.folder());
        this.node = new PodRun.Node(
                new PodApi(client),
                files,
                new PidFiles(files),
                credentials,
                new StartLimiter(starts, config.startTime()),
                podEnvironment(config),
                config.storeFolder(),
                config.grace(),
                clock);
    }

    @PostConstruct
    void start() {
        if (config.enabled()) {
            informer = client.pods().inAnyNamespace().inform(new Events());
            ScheduledFuture<?> unused = collector.scheduleWithFixedDelay(
                    new PodGarbageCollector(client),
                    config.sweep().toMillis(),
                    config.sweep().toMillis(),
                    TimeUnit.MILLISECONDS);
            unused = collector.scheduleWithFixedDelay(
                    new LogFileCollector(
                            node.files().logs(),
                            this::isAlive,
                            config.logRetention(),
                            config.maxLogsSize().asLongValue(),
                            node.clock()),
                    config.sweep().toMillis(),
                    config.sweep().toMillis(),
                    TimeUnit.MILLISECONDS);
            unused = collector.scheduleWithFixedDelay(
                    credentials::refresh,
                    PodCredentials.REFRESH.toMillis(),
                    PodCredentials.REFRESH.toMillis(),
                    TimeUnit.MILLISECONDS);
            LOG.infof("local node started folder=%s", config.folder());
        }
    }

    /** Ends every pod before the services that it calls are stopped. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        if (informer == null) {
            return;
        }
        collector.shutdownNow();
        informer.close();
        runs.values().forEach(PodRun::abandon);
        for (PodRun run : runs.values()) {
            run.join(config.grace().plusSeconds(2));
        }
    }

    /** Whether a pod of this name is waiting or running here. */
    boolean isAlive(String namespace, String pod) {
        return runs.values().stream().anyMatch(run -> run.isNamed(namespace, pod));
    }

    private boolean isAlive(String pod) {
        return runs.values().stream().anyMatch(run -> run.isNamed(pod));
    }

    private static Map<String, String> podEnvironment(NodeConfig config) {
        Map<String, String> variables = new PythonHome(config.venv()).environment(System.getenv());
        variables.putAll(config.environment());
        return variables;
    }

    private void added(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        boolean deleted = pod.getMetadata().getDeletionTimestamp() != null;
        if (deleted || (phase != null && TERMINAL.contains(phase))) {
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
