package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.platform.testkit.MutableClock;

/** What a plugin is given in a test: a real Kubernetes client, files and secrets in memory, a clock that the test moves. */
public final class ContractContext implements PluginContext {
    private final KubernetesClient client;
    private final PluginSettings settings;
    private final ApiObjects objects;
    private final MemoryFiles files = new MemoryFiles();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();

    /** @param settings of the plugin */
    public ContractContext(KubernetesClient client, PluginSettings settings) {
        this.client = client;
        this.settings = settings;
        this.objects = new ApiObjects(client);
    }

    @Override
    public KubernetesClient kubernetes() {
        return client;
    }

    @Override
    public ObjectCache objects() {
        return objects;
    }

    @Override
    public PodKit pods() {
        return new PlainPods(client);
    }

    @Override
    public MemoryFiles files() {
        return files;
    }

    @Override
    public TaskSecrets secrets() {
        return (execution, secret) -> {
            String value = secrets.get(secret.getKey());
            if (value == null) {
                throw StartException.refused(
                        Failure.permanent("SecretNotFound", "secret " + secret.getKey() + " does not exist"), null);
            }
            return value;
        };
    }

    /** The value of every secret with that key. */
    public void secret(String key, String value) {
        secrets.put(key, value);
    }

    @Override
    public PluginSettings settings() {
        return settings;
    }

    @Override
    public MutableClock clock() {
        return clock;
    }

    @Override
    public WakeUp wakeUp() {
        return (namespace, taskAction) -> woken.add(taskAction);
    }

    /** Names of the TaskActions that were woken and not taken yet. */
    public BlockingQueue<String> woken() {
        return woken;
    }
}
