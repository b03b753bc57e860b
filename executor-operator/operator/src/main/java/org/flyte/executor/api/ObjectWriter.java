package org.flyte.executor.api;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.internal.OperationSupport;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flyte.crd.TaskAction;

/**
 * Creates and patches objects with one request each, and has the API server answer with their metadata: it would send the
 * whole object back, which it would write and this operator would parse for a version. A server that cannot do that sends
 * the object. Requests are retried and fail as those of the client.
 */
public final class ObjectWriter {
    private static final String ACCEPT =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final KubernetesClient client;

    public ObjectWriter(KubernetesClient client) {
        this.client = client;
    }

    /** @throws KubernetesClientException with the code of a refusal */
    public WrittenObject createPod(String namespace, String json) {
        return parse(
                send(request("api/v1/namespaces/%s/pods".formatted(namespace)).post(JSON, json)));
    }

    /**
     * A patch after which the object may be gone.
     *
     * @throws KubernetesClientException with the code of a refusal
     */
    public void patch(TaskAction action, String json) {
        send(request(path(action)).patch(MERGE_PATCH, json));
    }

    /** @throws KubernetesClientException with the code of a refusal */
    public WrittenObject patchStatus(TaskAction action, String json) {
        return parse(send(request(path(action) + "/status").patch(MERGE_PATCH, json)));
    }

    private static String path(TaskAction action) {
        return "apis/%s/%s/namespaces/%s/%s/%s"
                .formatted(
                        TaskAction.GROUP,
                        TaskAction.VERSION,
                        action.getMetadata().getNamespace(),
                        action.getPlural(),
                        action.getMetadata().getName());
    }

    private HttpRequest.Builder request(String path) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl() + path))
                .setHeader("Accept", ACCEPT);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder builder) {
        int timeout = client.getConfiguration().getRequestTimeout();
        HttpRequest request = builder.timeout(timeout, TimeUnit.MILLISECONDS).build();
        HttpResponse<byte[]> answer = await(client.getHttpClient().sendAsync(request, byte[].class), timeout);
        if (!answer.isSuccessful()) {
            Status status = OperationSupport.createStatus(answer, client.getKubernetesSerialization());
            throw OperationSupport.requestFailure(request, status);
        }
        return answer;
    }

    private static WrittenObject parse(HttpResponse<byte[]> answer) {
        try {
            return WrittenObject.parse(answer.body());
        } catch (IOException e) {
            throw new KubernetesClientException("the answer of the API server cannot be read: " + e.getMessage(), e);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, int timeoutMillis) {
        try {
            return timeoutMillis > 0 ? answer.get(timeoutMillis, TimeUnit.MILLISECONDS) : answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KubernetesClientException.launderThrowable(e);
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new KubernetesClientException("no answer within %d ms".formatted(timeoutMillis), e);
        }
    }
}
