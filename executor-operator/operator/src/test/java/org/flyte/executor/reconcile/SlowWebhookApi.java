package org.flyte.executor.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Duration;
import java.util.Optional;

/** A stand-in of the Kubernetes API of its own, with a webhook that fails after some seconds on pods with a certain image. */
public final class SlowWebhookApi extends OwnKubernetesApi {
    static final String SLOW_IMAGE = "slow:1";
    static final Duration DELAY = Duration.ofSeconds(5);

    private static final String FAILED = """
            {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": 500, "reason": "InternalError",
             "message": "failed calling webhook \\"slow\\": context deadline exceeded"}""";

    @Override
    Optional<MockResponse> answer(RecordedRequest request) {
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
