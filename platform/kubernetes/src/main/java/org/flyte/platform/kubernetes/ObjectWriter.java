package org.flyte.platform.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
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

/**
 * Creates and patches namespaced objects with one request each, and has the API server answer with their metadata only:
 * otherwise it sends the whole object back, to be parsed for a version. A server that cannot reduce its answer sends the
 * object, which is read the same way. Requests are retried and fail as those of the client library, whose own calls cannot
 * ask for that.
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

    /**
     * Creates the object, and completes its metadata with what the API server has assigned. What admission has changed
     * comes with the first watch event.
     *
     * @throws KubernetesClientException with the code of a refusal
     */
    public <T extends HasMetadata> T create(T object) {
        String json = client.getKubernetesSerialization().asJson(object);
        WrittenObject created = parse(send(request(collection(object)).post(JSON, json)));
        ObjectMeta metadata = object.getMetadata();
        metadata.setUid(created.uid());
        metadata.setResourceVersion(created.resourceVersion());
        metadata.setCreationTimestamp(created.creationTimestamp());
        return object;
    }

    /**
     * A merge patch after which the object may be gone.
     *
     * @throws KubernetesClientException with the code of a refusal
     */
    public void patch(HasMetadata object, String json) {
        send(request(path(object)).patch(MERGE_PATCH, json));
    }

    /**
     * A merge patch of the status.
     *
     * @throws KubernetesClientException with the code of a refusal
     */
    public WrittenObject patchStatus(HasMetadata object, String json) {
        return parse(send(request(path(object) + "/status").patch(MERGE_PATCH, json)));
    }

    private static String path(HasMetadata object) {
        return collection(object) + "/" + object.getMetadata().getName();
    }

    private static String collection(HasMetadata object) {
        String version = object.getApiVersion();
        return "%s/%s/namespaces/%s/%s"
                .formatted(
                        version.contains("/") ? "apis" : "api",
                        version,
                        object.getMetadata().getNamespace(),
                        object.getPlural());
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
