package org.flyte.platform.podlogs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.quarkus.arc.DefaultBean;
import jakarta.annotation.PreDestroy;
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
public class KubernetesPodLogSource implements PodLogSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_REASON = 2000;
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KubernetesClient client;

    /**
     * Reads as that client does, but on connections of its own: one that a stream has released may be about to close, and
     * requests that are not retried would fail on it.
     */
    public KubernetesPodLogSource(KubernetesClient client) {
        this.client = new KubernetesClientBuilder()
                .withConfig(client.getConfiguration())
                .build();
    }

    @PreDestroy
    void close() {
        client.close();
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
            // The kubelet has no log yet: the pod is not scheduled, or the container has not started.
            case 400 -> new NotFound("pod %s has no log yet: %s", request.pod(), reason);
            case 401, 403 ->
                new FailedPrecondition(
                        "this server may not read logs in namespace %s: it needs the permission get pods/log",
                        request.namespace());
            default ->
                new Unavailable(null, "the log of pod %s cannot be read now: %s; try again", request.pod(), reason);
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
        if (request.previous()) {
            uri.append("&previous=true");
        }
        request.since()
                .map(Instant::toString)
                .ifPresent(since -> uri.append("&sinceTime=").append(encoded(since)));
        request.tailLines().ifPresent(lines -> uri.append("&tailLines=").append(lines));
        return uri.toString();
    }

    /** Retries when the connection broke: the pool may hand out one that a stream has just released and that is about to close. */
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
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
        return new Unavailable(
                cause, "no answer from the Kubernetes API for the log of pod %s: try again", request.pod());
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
