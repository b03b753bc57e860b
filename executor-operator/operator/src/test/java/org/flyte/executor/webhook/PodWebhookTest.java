package org.flyte.executor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.zjsonpatch.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flyte.executor.secret.SecretAnnotations;
import org.flyte.idl.core.Secret.MountType;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.file.EncryptedFileSecretManager;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook over HTTPS; the test takes the part of the API server that calls it. */
class PodWebhookTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLANTED = "planted-value-7c1f";

    @TempDir
    Path folder;

    private EmbeddedKubernetesApi api;
    private KubernetesClient client;
    private SecretManager secrets;
    private Webhooks webhook;

    @BeforeEach
    void start() {
        api = new EmbeddedKubernetesApi(0);
        client = api.client();
        secrets = new EncryptedFileSecretManager(folder.resolve("secrets"), folder.resolve("key"), Clock.systemUTC());
        webhook = new Webhooks(client, secrets, "flyte", Map.of("url", "https://127.0.0.1:443", "refresh", "200ms"));
        webhook.start();
        await().until(webhook::isReady);
    }

    @AfterEach
    void stop() {
        webhook.close();
        client.close();
        api.close();
    }

    @Test
    void givesAPodReferencesToASecretThatIsItsOwn() throws Exception {
        store("token");
        Pod pod = pod(secret("token", MountType.ENV_VAR), secret("token", MountType.FILE));
        JsonNode answer = review(pod, false);

        assertThat(answer.path("allowed").asBoolean()).isTrue();
        Pod mutated = patched(pod, answer);
        String name = mutated.getMetadata().getAnnotations().get("flyte.org/secrets");
        assertThat(name).startsWith("flyte-pod-secrets-");
        var container = mutated.getSpec().getContainers().getFirst();
        assertThat(container.getEnv())
                .filteredOn(env -> env.getName().equals("TOKEN"))
                .extracting(env -> env.getValueFrom().getSecretKeyRef().getName())
                .containsExactly(name);
        assertThat(container.getVolumeMounts()).hasSize(1);
        assertThat(answer.toString()).doesNotContain(PLANTED);
        assertThat(secretNamed(name).getData())
                .containsEntry("token", Base64.getEncoder().encodeToString(PLANTED.getBytes(StandardCharsets.UTF_8)));

        Pod created = client.resource(mutated).create();
        await().untilAsserted(() -> assertThat(secretNamed(name).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(created.getMetadata().getUid())));
    }

    @Test
    void createsNothingInADryRun() throws Exception {
        store("token");
        JsonNode answer = review(pod(secret("token", MountType.ENV_VAR)), true);

        assertThat(answer.path("allowed").asBoolean()).isTrue();
        assertThat(client.secrets()
                        .inNamespace("flyte")
                        .withLabel(PodSecretOwners.LABEL)
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void refusesAPodWhoseSecretIsMissing() throws Exception {
        JsonNode answer = review(pod(secret("absent", MountType.ENV_VAR)), false);

        assertThat(answer.path("allowed").asBoolean()).isFalse();
        assertThat(answer.path("status").path("code").asInt()).isEqualTo(400);
        assertThat(answer.path("status").path("message").asText())
                .startsWith("SecretNotFound: secret 'absent' does not exist in project p, domain d");
    }

    @Test
    void asksForALaterTryWhenTheManagerDoesNotAnswer() throws Exception {
        store("token");
        Files.write(folder.resolve("key"), new byte[3]);
        webhook.close();
        secrets = new EncryptedFileSecretManager(folder.resolve("secrets"), folder.resolve("key"), Clock.systemUTC());
        webhook = new Webhooks(client, secrets, "flyte", Map.of("url", "https://127.0.0.1:443"));
        webhook.start();
        await().until(webhook::isReady);
        JsonNode answer = review(pod(secret("token", MountType.ENV_VAR)), false);

        assertThat(answer.path("status").path("code").asInt()).isEqualTo(503);
    }

    @Test
    void refusesAnnotationsThatAreNoRequests() throws Exception {
        for (String bad : List.of("!", "AAAA", "a".repeat(5000))) {
            Pod pod = pod();
            pod.getMetadata().getAnnotations().put("flyte.secrets/s0", bad);
            JsonNode answer = review(pod, false);
            assertThat(answer.path("status").path("code").asInt()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void doesNotTrustTheAnnotationOfAClient() throws Exception {
        Pod pod = pod();
        pod.getMetadata().getAnnotations().put("flyte.org/secrets", "flyte-pod-secrets-of-another");

        assertThat(patched(pod, review(pod, false)).getMetadata().getAnnotations())
                .doesNotContainKey("flyte.org/secrets");
    }

    @Test
    void answersReviewsOnlyAndNoLargeOnes() throws Exception {
        assertThat(caller().post("/other", "{}").statusCode()).isEqualTo(404);
        assertThat(caller().post(WebhookAddress.PATH, "no json").statusCode()).isEqualTo(400);
        assertThat(caller().post(WebhookAddress.PATH, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void registersOnceAndRepairsItsRegistration() {
        var registered = registration();
        assertThat(registered.getWebhooks().getFirst().getFailurePolicy()).isEqualTo("Fail");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(registration().getMetadata().getResourceVersion())
                .as("not written again while nothing changes")
                .isEqualTo(registered.getMetadata().getResourceVersion());

        registered.getWebhooks().getFirst().setFailurePolicy("Ignore");
        client.resource(registered).update();
        await().until(() ->
                "Fail".equals(registration().getWebhooks().getFirst().getFailurePolicy()));
    }

    @Test
    void deletesTheSecretOfAPodThatWasNeverCreated() throws Exception {
        store("token");
        Pod pod = pod(secret("token", MountType.ENV_VAR));
        String orphan =
                patched(pod, review(pod, false)).getMetadata().getAnnotations().get("flyte.org/secrets");
        Pod kept = patched(pod, review(pod, false));
        client.resource(kept).create();
        var clock = new MutableClock(Instant.now().plus(Duration.ofMinutes(11)));
        PodSecretOwners owners = new PodSecretOwners(client, List.of("flyte"), Duration.ofMinutes(10), clock);
        owners.sweep();

        assertThat(secretNamed(orphan)).isNull();
        assertThat(secretNamed(kept.getMetadata().getAnnotations().get("flyte.org/secrets")))
                .isNotNull();
    }

    @Test
    void refusesLifetimesThatDoNotFitTogether() {
        try (Webhooks wrong = new Webhooks(client, secrets, "flyte", Map.of("certificate-lifetime", "20m"))) {
            assertThatThrownBy(wrong::start)
                    .hasMessageContaining("flyte.executor.webhook.certificate-lifetime must be at least");
        }
        try (Webhooks wrong = new Webhooks(client, secrets, "flyte", Map.of("url", "http://plain"))) {
            assertThatThrownBy(wrong::start).hasMessageContaining("it must be https://host:port");
        }
    }

    private io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration registration() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("flyte-pod-webhook")
                .get();
    }

    private void store(String name) {
        secrets.create(
                new SecretId(new SecretScope("p", "d"), name),
                new SecretValue(SecretKind.GENERIC, PLANTED.getBytes(StandardCharsets.UTF_8)));
    }

    private TrustedCaller caller() {
        return new TrustedCaller(client, webhook.port());
    }

    private JsonNode review(Pod pod, boolean dryRun) throws Exception {
        var review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var request = review.putObject("request");
        request.put("uid", UUID.randomUUID().toString())
                .put("namespace", "flyte")
                .put("operation", "CREATE")
                .put("dryRun", dryRun);
        request.set("object", JSON.readTree(client.getKubernetesSerialization().asJson(pod)));
        var answer = caller().post(WebhookAddress.PATH, review.toString());
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode response = JSON.readTree(answer.body()).path("response");
        assertThat(response.path("uid")).isEqualTo(request.path("uid"));
        return response;
    }

    private Pod patched(Pod pod, JsonNode answer) throws Exception {
        JsonNode patch =
                JSON.readTree(Base64.getDecoder().decode(answer.path("patch").asText()));
        JsonNode before = JSON.readTree(client.getKubernetesSerialization().asJson(pod));
        return client.getKubernetesSerialization()
                .unmarshal(JsonPatch.apply(patch, before).toString(), Pod.class);
    }

    private Secret secretNamed(String name) {
        return client.secrets().inNamespace("flyte").withName(name).get();
    }

    private static org.flyte.idl.core.Secret secret(String key, MountType mount) {
        return org.flyte.idl.core.Secret.newBuilder()
                .setKey(key)
                .setMountRequirement(mount)
                .build();
    }

    private static Pod pod(org.flyte.idl.core.Secret... asked) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("pod-" + UUID.randomUUID())
                .withNamespace("flyte")
                .addToLabels(Map.of(PodSecretRequests.LABEL, "true", "project", "p", "domain", "d"))
                .addToAnnotations("kept", "yes")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("image")
                .addNewEnv()
                .withName("OWN")
                .withValue("1")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();
        for (int i = 0; i < asked.length; i++) {
            pod.getMetadata().getAnnotations().put(SecretAnnotations.PREFIX + i, SecretAnnotations.encode(asked[i]));
        }
        return pod;
    }
}
