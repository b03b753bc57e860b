package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.zjsonpatch.JsonDiff;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.secret.PrepareSecrets;
import org.flyte.executor.secret.SecretDelivery;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.flyte.platform.model.FlyteException;
import org.jboss.logging.Logger;

/**
 * Gives a pod that is about to be created its secrets: makes their Secret, and answers with a patch that refers to it. The pod has
 * no uid yet, so that the Secret has no owner until {@link PodSecretOwners} has seen the pod.
 */
@ApplicationScoped
class MutatePod {
    private static final Logger LOG = Logger.getLogger(MutatePod.class);
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final PrepareSecrets prepare;
    private final MeterRegistry metrics;

    MutatePod(KubernetesClient client, PrepareSecrets prepare, MeterRegistry metrics) {
        this.client = client;
        this.writer = new ObjectWriter(client);
        this.prepare = prepare;
        this.metrics = metrics;
    }

    /** Never fails: a pod that cannot get its secrets is refused, with 503 when a later try may succeed. */
    AdmissionResponse execute(AdmissionRequest request) {
        AdmissionResponse response = respond(request);
        metrics.counter("flyte.executor.webhook.reviews", "result", result(response))
                .increment();
        return response;
    }

    private AdmissionResponse respond(AdmissionRequest request) {
        try {
            if (!(request.getObject() instanceof Pod pod)) {
                return refused(request, BAD_REQUEST, "the object is no pod");
            }
            return mutate(request, pod);
        } catch (StartException e) {
            Optional<Failure> failure = Optional.ofNullable(e.failure());
            boolean lasting = failure.filter(cause -> !cause.isSystem()).isPresent();
            return refused(
                    request,
                    lasting ? BAD_REQUEST : UNAVAILABLE,
                    failure.map(Failure::summary).orElse(e.getMessage()));
        } catch (FlyteException e) {
            return refused(request, UNAVAILABLE, e.getMessage());
        } catch (KubernetesClientException e) {
            return refused(
                    request, UNAVAILABLE, "the Secret of the pod cannot be created, code %d".formatted(e.getCode()));
        } catch (RuntimeException e) {
            LOG.errorf("a pod was not given its secrets: cause=%s", e.getClass().getName());
            return refused(request, UNAVAILABLE, "an unexpected failure; see the log of the operator");
        }
    }

    private AdmissionResponse mutate(AdmissionRequest request, Pod pod) {
        PodSecretRequests asked = new PodSecretRequests(pod);
        SecretDelivery delivery = prepare.execute(
                withoutAnnotation(pod),
                PodSecretOwners.PREFIX + request.getUid(),
                asked.label("project"),
                asked.label("domain"),
                asked.secrets());
        if (!Boolean.TRUE.equals(request.getDryRun())) {
            delivery.secrets().forEach(secret -> create(request.getNamespace(), secret));
        }
        return new AdmissionResponseBuilder()
                .withUid(request.getUid())
                .withAllowed(true)
                .withPatchType("JSONPatch")
                .withPatch(patch(pod, delivery.pod()))
                .build();
    }

    /** One that a client set would name Secrets that are not the pod's. */
    private static Pod withoutAnnotation(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .removeFromAnnotations(SecretDelivery.ANNOTATION)
                .endMetadata()
                .build();
    }

    private void create(String namespace, Secret secret) {
        secret.getMetadata().setNamespace(namespace);
        secret.getMetadata().setLabels(Map.of(PodSecretOwners.LABEL, PodSecretOwners.PENDING));
        try {
            writer.create(secret);
        } catch (KubernetesClientException e) {
            // The API server repeats a call of which it got no answer.
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private String patch(Pod before, Pod after) {
        var json = client.getKubernetesSerialization();
        var changes = JsonDiff.asJson(
                json.convertValue(before, com.fasterxml.jackson.databind.JsonNode.class),
                json.convertValue(after, com.fasterxml.jackson.databind.JsonNode.class));
        return Base64.getEncoder().encodeToString(changes.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static AdmissionResponse refused(AdmissionRequest request, int code, String message) {
        return new AdmissionResponseBuilder()
                .withUid(request.getUid())
                .withAllowed(false)
                .withStatus(
                        new StatusBuilder().withCode(code).withMessage(message).build())
                .build();
    }

    private static String result(AdmissionResponse response) {
        if (Boolean.TRUE.equals(response.getAllowed())) {
            return "mutated";
        }
        return response.getStatus().getCode() == UNAVAILABLE ? "unavailable" : "refused";
    }
}
