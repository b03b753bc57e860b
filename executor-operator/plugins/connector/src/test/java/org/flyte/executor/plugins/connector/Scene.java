package org.flyte.executor.plugins.connector;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.plugin.contract.MemoryFiles;
import org.flyte.idl.core.TaskTemplate;

/** The plugin with what it needs of an operator, in real time, and an operator that records states. */
final class Scene implements PluginContext, AutoCloseable {
    final MemoryFiles files = new MemoryFiles();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final Set<String> askedSecrets = ConcurrentHashMap.newKeySet();
    final BlockingQueue<String> woken = new LinkedBlockingQueue<>();
    private final Map<String, String> settings = new HashMap<>();
    TaskPlugin plugin;

    /** @param settings key, value, key, value ... besides short intervals */
    Scene(String endpoints, String... settings) {
        this.settings.put("endpoints", endpoints);
        this.settings.put("poll-interval", "50ms");
        this.settings.put("max-poll-interval", "200ms");
        this.settings.put("discovery-interval", "100ms");
        for (int i = 0; i < settings.length; i += 2) {
            this.settings.put(settings[i], settings[i + 1]);
        }
        restart();
    }

    static Scene with(FakeConnector connector, String... settings) {
        return new Scene("fake=grpc://localhost:" + connector.port(), settings);
    }

    /** Another operator: what the first had in memory is lost. */
    void restart() {
        if (plugin != null) {
            plugin.close();
        }
        plugin = new ConnectorPluginProvider().create(this);
    }

    static TaskTemplate task(String type) {
        return TaskTemplate.newBuilder().setType(type).build();
    }

    TaskExecution execution(TaskTemplate template) {
        TaskAction action = new TaskAction();
        TaskActionSpec spec = action.getSpec();
        spec.project = "p";
        spec.domain = "d";
        spec.runName = "r1";
        spec.actionName = "a1";
        spec.taskType = template.getType();
        spec.runOutputBase = "/store/p/d/r1/";
        spec.inputUri = spec.runOutputBase + spec.actionName;
        action.setMetadata(new ObjectMetaBuilder()
                .withName("action-" + UUID.randomUUID())
                .withNamespace("n")
                .withUid(UUID.randomUUID().toString())
                .withCreationTimestamp("2026-11-24T09:59:00Z")
                .build());
        return new TaskExecution(action, template, 1, 0);
    }

    /** Waits until the start has an answer; with its state recorded. */
    TaskExecution started(TaskExecution execution) {
        return recorded(execution, ((StartResult.Started) start(execution)).details());
    }

    /** As the operator asks: again when it is woken, or can be later. */
    StartResult start(TaskExecution execution) {
        while (true) {
            try {
                StartResult result = plugin.start(execution);
                if (!(result instanceof StartResult.Pending)) {
                    return result;
                }
            } catch (StartException e) {
                if (e.reason() == StartException.Reason.REFUSED) {
                    throw e;
                }
            }
            try {
                woken.poll(50, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why the try is not started. */
    Failure refusal(TaskExecution execution) {
        try {
            throw new AssertionError("it was started: " + start(execution));
        } catch (StartException e) {
            return e.failure();
        }
    }

    TaskExecution recorded(TaskExecution execution, Details details) {
        TaskActionStatus status = new TaskActionStatus();
        status.pluginState = details.state().orElseThrow();
        status.pluginStateTry = execution.objectName();
        TaskAction action = new TaskAction();
        action.setMetadata(execution.action().getMetadata());
        action.setSpec(execution.spec());
        action.setStatus(status);
        return new TaskExecution(action, execution.template(), execution.attempt(), execution.lost());
    }

    Report report(TaskExecution execution) {
        return plugin.observe(execution).orElseThrow();
    }

    /** The report once it is over. */
    Report end(TaskExecution execution) {
        Eventually.until(() -> report(execution).isOver());
        return report(execution);
    }

    Failure failure(TaskExecution execution) {
        return ((Report.Failed) end(execution)).failure();
    }

    @Override
    public KubernetesClient kubernetes() {
        throw new UnsupportedOperationException("no Kubernetes");
    }

    @Override
    public ObjectCache objects() {
        throw new UnsupportedOperationException("no Kubernetes");
    }

    @Override
    public PodKit pods() {
        return null;
    }

    @Override
    public TaskFiles files() {
        return files;
    }

    @Override
    public TaskSecrets secrets() {
        return (execution, secret) -> {
            askedSecrets.add(secret.getGroup() + "/" + secret.getKey());
            return Optional.ofNullable(secrets.get(secret.getKey()))
                    .orElseThrow(() -> StartException.refused(
                            Failure.permanent("SecretNotFound", "no secret " + secret.getKey()), null));
        };
    }

    @Override
    public PluginSettings settings() {
        return new PluginSettings("connector", settings);
    }

    @Override
    public Clock clock() {
        return new RealClock();
    }

    @Override
    public WakeUp wakeUp() {
        return (namespace, taskAction) -> woken.add(taskAction);
    }

    @Override
    public void close() {
        plugin.close();
    }

    /** Passes with the timer of the JVM. */
    private static final class RealClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(System.nanoTime());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
