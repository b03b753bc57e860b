package org.flyte.executor.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.embedded.ServerLogLevel;

/** A stand-in of the Kubernetes API of its own, with a webhook that fails after some seconds on pods with a certain image. */
public final class SlowWebhookApi implements QuarkusTestResourceLifecycleManager {
    static final String NAMESPACE = "flyte";
    static final String SLOW_IMAGE = "slow:1";
    static final Duration DELAY = Duration.ofSeconds(5);

    private static final String MASTER = "kubernetes.master";
    private static final String FAILED = """
            {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": 500, "reason": "InternalError",
             "message": "failed calling webhook \\"slow\\": context deadline exceeded"}""";

    private EmbeddedKubernetesApi api;

    @Override
    public Map<String, String> start() {
        api = new EmbeddedKubernetesApi(0, SlowWebhookApi::reviewed);
        System.setProperty(MASTER, api.url());
        System.setProperty("kubernetes.auth.tryKubeConfig", "false");
        System.setProperty("kubernetes.auth.tryServiceAccount", "false");
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.put(MASTER, api.url());
        config.put("flyte.kubernetes.namespace", NAMESPACE);
        return config;
    }

    @Override
    public void stop() {
        System.clearProperty(MASTER);
        System.clearProperty("kubernetes.auth.tryKubeConfig");
        System.clearProperty("kubernetes.auth.tryServiceAccount");
        api.close();
    }

    private static Optional<MockResponse> reviewed(RecordedRequest request) {
        boolean slow = "POST".equals(request.getMethod())
                && request.getPath().endsWith("/pods")
                && new String(request.getBody().getBytes(), UTF_8).contains(SLOW_IMAGE);
        return slow
                ? Optional.of(new MockResponse()
                        .setResponseCode(500)
                        .setHeader("Content-Type", "application/json")
                        .setBody(FAILED)
                        .setBodyDelay(DELAY))
                : Optional.empty();
    }
}
