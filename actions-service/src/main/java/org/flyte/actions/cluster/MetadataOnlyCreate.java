package org.flyte.actions.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flyte.crd.TaskAction;

/**
 * Creates TaskActions and has Kubernetes answer with their metadata only: otherwise it sends each object back as a whole,
 * its task template included, which this service would parse for two fields. The client library's own {@code create} cannot
 * ask for that.
 */
final class MetadataOnlyCreate {
    /** An API server that cannot reduce its answer sends the whole object, which is read the same way. */
    static final String ACCEPT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private static final String JSON = "application/json";

    private final KubernetesClient kubernetes;
    private final String path;

    MetadataOnlyCreate(KubernetesClient kubernetes, String namespace) {
        this.kubernetes = kubernetes;
        this.path = "apis/%s/%s/namespaces/%s/%s"
                .formatted(TaskAction.GROUP, TaskAction.VERSION, namespace, HasMetadata.getPlural(TaskAction.class));
    }

    /** What is read of the answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(Metadata metadata) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        record Metadata(String uid, String creationTimestamp, String resourceVersion) {}
    }

    /**
     * Creates the object and completes its metadata with what Kubernetes has assigned. Blocks on one request; fails with
     * the exception that the client library throws for the same answer.
     */
    TaskAction execute(TaskAction object) {
        HttpResponse<byte[]> response = send(object);
        if (!response.isSuccessful()) {
            throw failure(response);
        }
        Answer.Metadata assigned = parse(response.body(), Answer.class).metadata();
        ObjectMeta metadata = object.getMetadata();
        metadata.setUid(assigned.uid());
        metadata.setCreationTimestamp(assigned.creationTimestamp());
        metadata.setResourceVersion(assigned.resourceVersion());
        return object;
    }

    private HttpResponse<byte[]> send(TaskAction object) {
        int timeout = kubernetes.getConfiguration().getRequestTimeout();
        HttpRequest request = kubernetes
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(kubernetes.getMasterUrl().toString()).resolve(path))
                .setHeader("Accept", ACCEPT)
                .post(
                        JSON,
                        kubernetes.getKubernetesSerialization().asJson(object).getBytes(StandardCharsets.UTF_8))
                .timeout(timeout, TimeUnit.MILLISECONDS)
                .build();
        return await(kubernetes.getHttpClient().sendAsync(request, byte[].class), timeout);
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

    private KubernetesClientException failure(HttpResponse<byte[]> response) {
        Status status = status(response);
        return new KubernetesClientException(status.getMessage(), response.code(), status);
    }

    /** A proxy in front of the API server may answer with something else than a status. */
    private Status status(HttpResponse<byte[]> response) {
        try {
            Status status = parse(response.body(), Status.class);
            if (status != null && status.getMessage() != null) {
                return status;
            }
        } catch (KubernetesClientException | IllegalArgumentException notAStatus) {
            // The response's own message is all there is.
        }
        return new StatusBuilder()
                .withCode(response.code())
                .withMessage(response.message())
                .build();
    }

    private <T> T parse(byte[] json, Class<T> type) {
        return kubernetes.getKubernetesSerialization().unmarshal(new ByteArrayInputStream(json), type);
    }
}
