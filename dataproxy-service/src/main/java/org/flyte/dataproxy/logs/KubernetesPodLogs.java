package org.flyte.dataproxy.logs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Output of pods from the log endpoint of the Kubernetes API. */
@DefaultBean
@ApplicationScoped
public class KubernetesPodLogs implements PodLogs {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int LONGEST_REASON = 2000;
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KubernetesClient client;

    KubernetesPodLogs(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public InputStream open(Request request) {
        HttpResponse<InputStream> answer = answerTo(request);
        if (answer.code() == 200) {
            return answer.body();
        }
        String reason = reasonOf(answer);
        throw switch (answer.code()) {
            case 404 -> new NotFound("pod %s not found in namespace %s", request.pod(), request.namespace());
            // The kubelet has nothing yet: the pod is not scheduled, or the container is still to start.
            case 400 -> new NotFound("pod %s has no log yet: %s", request.pod(), reason);
            case 401, 403 ->
                new FailedPrecondition(
                        "this server may not read logs (get pods/log) in namespace %s", request.namespace());
            default -> new Unavailable(null, "the log of pod %s cannot be read now: %s", request.pod(), reason);
        };
    }

    private String uriOf(Request request) {
        StringBuilder uri = new StringBuilder(client.getMasterUrl().toString().replaceAll("/+$", ""))
                .append("/api/v1/namespaces/")
                .append(encoded(request.namespace()))
                .append("/pods/")
                .append(encoded(request.pod()))
                .append("/log?timestamps=true&container=")
                .append(encoded(request.container()));
        if (request.follow()) {
            uri.append("&follow=true");
        }
        request.since()
                .map(Instant::toString)
                .ifPresent(since -> uri.append("&sinceTime=").append(encoded(since)));
        request.tailLines().ifPresent(lines -> uri.append("&tailLines=").append(lines));
        return uri.toString();
    }

    /** Asks again when the connection broke: one that a stream has just left may be handed out before it closes. */
    private HttpResponse<InputStream> answerTo(Request request) {
        HttpClient http = client.getHttpClient();
        HttpRequest call =
                http.newHttpRequestBuilder().uri(uriOf(request)).forStreaming().build();
        for (int attempt = 1; ; attempt++) {
            try {
                return await(http.sendAsync(call, InputStream.class), request);
            } catch (ExecutionException e) {
                if (attempt == ATTEMPTS) {
                    throw noAnswer(e, request);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE.toNanos()) * attempt);
            }
        }
    }

    private static HttpResponse<InputStream> await(CompletableFuture<HttpResponse<InputStream>> answer, Request request)
            throws ExecutionException {
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new Unavailable(e, "reading the log of pod %s was interrupted", request.pod());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw noAnswer(e, request);
        }
    }

    private static Unavailable noAnswer(Exception cause, Request request) {
        return new Unavailable(cause, "the Kubernetes API did not answer for the log of pod %s", request.pod());
    }

    private static String reasonOf(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return new String(body.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8)
                    .replaceAll("\\s+", " ")
                    .strip();
        } catch (IOException e) {
            return "status " + answer.code();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
