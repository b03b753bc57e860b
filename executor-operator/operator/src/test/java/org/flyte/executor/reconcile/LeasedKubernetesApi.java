package org.flyte.executor.reconcile;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.embedded.ServerLogLevel;

/** A stand-in of the Kubernetes API of its own, on which another replica holds the operator's lease. */
public final class LeasedKubernetesApi implements QuarkusTestResourceLifecycleManager {
    static final String NAMESPACE = "flyte";
    static final String LEASE = "executor-operator";

    private static final String MASTER = "kubernetes.master";
    private static final String ACCESS_REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {},
             "status": {"incomplete": false, "nonResourceRules": [],
              "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}""";
    private static final String HELD = """
            {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
             "metadata": {"name": "%s", "namespace": "%s"},
             "spec": {"holderIdentity": "other-replica", "leaseDurationSeconds": 15, "leaseTransitions": 1,
              "acquireTime": "2099-01-01T00:00:00.000000Z", "renewTime": "2099-01-01T00:00:00.000000Z"}}""".formatted(LEASE, NAMESPACE);

    private EmbeddedKubernetesApi api;

    @Override
    public Map<String, String> start() {
        api = new EmbeddedKubernetesApi(0, LeasedKubernetesApi::allowEverything);
        hold();
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

    /** The operator SDK asks before an election whether it may use leases; the stand-in knows no permissions. */
    private static Optional<MockResponse> allowEverything(RecordedRequest request) {
        return request.getPath().contains("/selfsubjectrulesreviews")
                ? Optional.of(new MockResponse()
                        .setResponseCode(201)
                        .setHeader("Content-Type", "application/json")
                        .setBody(ACCESS_REVIEW))
                : Optional.empty();
    }

    /** Before the application starts, which then finds the lease taken. */
    private void hold() {
        URI leases = URI.create(api.url() + "apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest create = HttpRequest.newBuilder(leases)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(HELD))
                    .build();
            int status = http.send(create, BodyHandlers.discarding()).statusCode();
            if (status != 201) {
                throw new IllegalStateException("the lease was not created: status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
