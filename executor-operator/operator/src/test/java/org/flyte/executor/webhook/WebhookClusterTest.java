package org.flyte.executor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.executor.secret.SecretAnnotations;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.Secret.MountType;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.kubernetes.KubernetesSecretManager;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook on a real cluster: two replicas of it in this process, behind one address. */
@RealCluster
class WebhookClusterTest {
    /** What {@code shared/kube/task-image} makes; anything with a shell will do. */
    private static final String IMAGE = System.getProperty("flyte.test.image", "localhost/flyte-task:1");

    private static final String NAME = "flyte-pod-webhook";

    private final String namespace =
            "flyte-webhook-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, String> settings = new HashMap<>();
    private KubernetesClient client;
    private SecretManager secrets;
    private ReplicaBalancer service;
    private Webhooks first;
    private Webhooks second;

    @BeforeEach
    void start() throws Exception {
        client = RealKubernetes.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        secrets = new KubernetesSecretManager(client, namespace);
        store("token", "s3cret");
        store("Cert", "of a file");
        store("grp_key", "of a group");
        service = new ReplicaBalancer();
        settings.putAll(Map.of(
                "namespace",
                namespace,
                "namespaces",
                namespace,
                "url",
                "https://127.0.0.1:" + service.port(),
                "refresh",
                "500ms"));
    }

    private void serve() {
        first = new Webhooks(client, secrets, namespace, settings);
        second = new Webhooks(client, secrets, namespace, settings);
        first.start();
        second.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> first.isReady() && second.isReady());
        service.serve(List.of(first.port(), second.port()));
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            client.resource(waiting()).create();
            return true;
        });
    }

    @AfterEach
    void stop() throws Exception {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(NAME)
                .delete();
        first.close();
        second.close();
        service.close();
        client.namespaces().withName(namespace).delete();
        client.close();
    }

    @Test
    void runsAPodWithEachKindOfSecret() {
        serve();
        String script = """
                set -e
                test "$TOKEN" = "s3""cret"
                test "$NAMED" = "s3""cret"
                test "$(cat /etc/flyte/secrets/Cert)" = "of a file"
                test "$(cat /etc/flyte/secrets/cert)" = "of a file"
                test "$(cat /etc/flyte/secrets/grp/key)" = "of a group"
                test "$(cat "$PLACE")" = "of a group"
                """;
        Pod pod = client.resource(pod(
                        List.of("sh", "-c", script),
                        secret("", "token", MountType.ENV_VAR, ""),
                        secret("", "token", MountType.ANY, "NAMED"),
                        secret("", "Cert", MountType.FILE, ""),
                        secret("grp", "key", MountType.FILE, "PLACE")))
                .create();

        await().atMost(Duration.ofSeconds(120))
                .until(() -> Set.of("Succeeded", "Failed")
                        .contains(current(pod).getStatus().getPhase()));
        assertThat(current(pod).getStatus().getPhase())
                .as(() -> client.pods().resource(pod).getLog())
                .isEqualTo("Succeeded");
        String name = current(pod).getMetadata().getAnnotations().get("flyte.org/secrets");
        assertThat(client.getKubernetesSerialization().asJson(current(pod)))
                .doesNotContain("s3cret")
                .doesNotContain(Base64.getEncoder().encodeToString("s3cret".getBytes(StandardCharsets.UTF_8)));
        client.resource(pod).withGracePeriod(0).delete();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        client.secrets().inNamespace(namespace).withName(name).get() == null);
    }

    @Test
    void letsKubeletPullImagesWithTheSecretsOfTheOrganization() {
        secrets.create(
                new SecretId(SecretScope.ORGANIZATION, "registry"),
                new SecretValue(
                        SecretKind.IMAGE_PULL,
                        "{\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}}}".getBytes(StandardCharsets.UTF_8)));
        serve();
        Pod created = client.resource(waiting()).create();

        String name = created.getSpec().getImagePullSecrets().getLast().getName();
        assertThat(client.secrets().inNamespace(namespace).withName(name).get().getType())
                .isEqualTo("kubernetes.io/dockerconfigjson");
    }

    @Test
    void refusesAPodWhoseSecretIsMissing() {
        serve();
        assertThatThrownBy(() -> client.resource(pod(List.of("true"), secret("", "absent", MountType.ENV_VAR, "")))
                        .create())
                .isInstanceOfSatisfying(KubernetesClientException.class, refusal -> {
                    assertThat(refusal.getCode()).isEqualTo(400);
                    assertThat(refusal.getStatus().getMessage())
                            .contains("SecretNotFound: secret 'absent' does not exist in project p, domain d");
                });
    }

    @Test
    void letsNoPodPassUnmutatedWhileAReplicaDies() throws Exception {
        serve();
        AtomicInteger refused = new AtomicInteger();
        List<Pod> created = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<Pod>> pods = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                pods.add(threads.submit(() -> createWithRetries(refused)));
            }
            await().until(() -> pods.stream().filter(Future::isDone).count() > 30);
            service.kill(first.port());
            first.close();
            for (Future<Pod> pod : pods) {
                created.add(pod.get());
            }
        }

        assertThat(created).hasSize(120).allSatisfy(this::assertMutated);
        assertThat(client.pods().inNamespace(namespace).list().getItems()).allSatisfy(this::assertMutated);
    }

    @Test
    void letsNoPodPassWhenNoReplicaIsLeft() {
        serve();
        service.kill(first.port());
        service.kill(second.port());

        assertThatThrownBy(() -> client.resource(waiting()).create()).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void replacesCertificatesAndTheirAuthorityUnderLoad() throws Exception {
        settings.putAll(Map.of(
                "certificate-lifetime", "12s",
                "authority-lifetime", "30s",
                "authority-overlap", "2s",
                "refresh", "300ms"));
        serve();
        Set<X509Certificate> certificates = new HashSet<>();
        Set<X509Certificate> authorities = new HashSet<>();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger pods = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                load.add(threads.submit(() -> {
                    while (!enough.get()) {
                        assertMutated(createWithRetries(refused));
                        pods.incrementAndGet();
                    }
                    return null;
                }));
            }
            load.add(threads.submit(() -> {
                while (!enough.get()) {
                    TrustedCaller caller = new TrustedCaller(client, service.port());
                    assertThat(caller.post("/none", "").statusCode()).isEqualTo(404);
                }
                return null;
            }));
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        WebhookCertificates stored = WebhookCertificates.parse(client.secrets()
                                .inNamespace(namespace)
                                .withName(NAME)
                                .get()
                                .getData());
                        certificates.add(stored.certificate());
                        authorities.addAll(stored.authorities());
                        return authorities.size() >= 2 && stored.isSignedByCurrent() && certificates.size() >= 4;
                    });
            enough.set(true);
            for (Future<?> part : load) {
                part.get();
            }
        }

        assertThat(refused).hasValue(0);
        assertThat(pods.get()).isGreaterThan(20);
    }

    private Pod createWithRetries(AtomicInteger refused) {
        for (int tries = 0; ; tries++) {
            try {
                return client.resource(waiting()).create();
            } catch (KubernetesClientException e) {
                refused.incrementAndGet();
                assertThat(tries).as(e.getMessage()).isLessThan(20);
                // Without a code the answer was lost: if the pod exists, it is looked at with all others.
                assertThat(e.getCode())
                        .as(e.toString())
                        .satisfiesAnyOf(
                                code -> assertThat(code).isNegative(),
                                code -> assertThat(code).isGreaterThanOrEqualTo(500));
            }
        }
    }

    private void assertMutated(Pod pod) {
        var reference = pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(env -> env.getName().equals("TOKEN"))
                .findFirst();
        assertThat(reference)
                .hasValueSatisfying(
                        env -> assertThat(env.getValueFrom().getSecretKeyRef().getName())
                                .isEqualTo(pod.getMetadata().getAnnotations().get("flyte.org/secrets")));
    }

    private Pod current(Pod pod) {
        return client.resource(pod).get();
    }

    private void store(String name, String value) {
        secrets.create(
                new SecretId(new SecretScope("p", "d"), name),
                new SecretValue(SecretKind.GENERIC, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Secret secret(String group, String key, MountType mount, String variable) {
        return Secret.newBuilder()
                .setGroup(group)
                .setKey(key)
                .setMountRequirement(mount)
                .setEnvVar(variable)
                .build();
    }

    /** A pod that no node takes: what matters is how it is created. */
    private Pod waiting() {
        return new PodBuilder(pod(List.of("true"), secret("", "token", MountType.ENV_VAR, "")))
                .editSpec()
                .addToNodeSelector("none", "such")
                .endSpec()
                .build();
    }

    private Pod pod(List<String> command, Secret... asked) {
        Map<String, String> annotations = new HashMap<>();
        for (int i = 0; i < asked.length; i++) {
            annotations.put(SecretAnnotations.PREFIX + i, SecretAnnotations.encode(asked[i]));
        }
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod-" + UUID.randomUUID())
                .withNamespace(namespace)
                .withLabels(Map.of(PodSecretRequests.LABEL, "true", "project", "p", "domain", "d"))
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(IMAGE)
                .withImagePullPolicy("IfNotPresent")
                .withCommand(command)
                .endContainer()
                .endSpec()
                .build();
    }
}
