package org.flyte.executor.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.executor.secret.Preparations;
import org.flyte.platform.secrets.SecretManager;

/** A replica of the webhook for tests without an application. */
final class Webhooks implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final PodWebhook webhook;

    Webhooks(KubernetesClient client, SecretManager secrets, String namespace, Map<String, String> settings) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        MutatePod mutate = new MutatePod(client, Preparations.of(secrets, Clock.systemUTC()), metrics);
        this.webhook = new PodWebhook(client, config(settings), mutate, vertx, Clock.systemUTC(), metrics, namespace);
    }

    static WebhookConfig config(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "flyte.executor.webhook.enabled", "true",
                "flyte.executor.webhook.port", "0",
                "flyte.executor.webhook.host", "127.0.0.1"));
        settings.forEach((key, value) -> keys.put("flyte.executor.webhook." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(WebhookConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .addDefaultInterceptors()
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(WebhookConfig.class);
    }

    void start() {
        webhook.start(new StartupEvent());
    }

    boolean isReady() {
        return webhook.isReady();
    }

    int port() {
        return webhook.port();
    }

    @Override
    public void close() {
        webhook.stop(new ShutdownEvent());
        vertx.close();
    }
}
