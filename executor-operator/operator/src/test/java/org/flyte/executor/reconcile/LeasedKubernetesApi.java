package org.flyte.executor.reconcile;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** A stand-in of the Kubernetes API of its own, on which another replica holds the operator's lease. */
public final class LeasedKubernetesApi extends OwnKubernetesApi {
    static final String LEASE = "executor-operator";

    private static final String ACCESS_REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {},
             "status": {"incomplete": false, "nonResourceRules": [],
              "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}""";
    private static final String HELD = """
            {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
             "metadata": {"name": "%s", "namespace": "%s"},
             "spec": {"holderIdentity": "other-replica", "leaseDurationSeconds": 15, "leaseTransitions": 1,
              "acquireTime": "2099-01-01T00:00:00.000000Z", "renewTime": "2099-01-01T00:00:00.000000Z"}}""".formatted(LEASE, NAMESPACE);

    /** The operator SDK asks before an election whether it may use leases; the stand-in knows no permissions. */
    @Override
    Optional<MockResponse> answer(RecordedRequest request) {
        return request.getPath().contains("/selfsubjectrulesreviews")
                ? Optional.of(new MockResponse()
                        .setResponseCode(201)
                        .setHeader("Content-Type", "application/json")
                        .setBody(ACCESS_REVIEW))
                : Optional.empty();
    }

    /** The application finds the lease taken. */
    @Override
    void prepare(String url) {
        URI leases = URI.create(url + "apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases");
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
