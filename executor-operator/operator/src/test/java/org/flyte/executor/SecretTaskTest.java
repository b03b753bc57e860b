package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.idl.core.Secret.MountType;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that ask for secrets, on the stand-in of the Kubernetes API. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class SecretTaskTest {
    private static final String PLANTED = "planted-value-" + UUID.randomUUID();

    private final KubernetesClient client;
    private final ObjectStore store;
    private final SecretManager secrets;
    private final FakeKubelet kubelet;

    /** Of this test alone. */
    private final String key = "key-" + UUID.randomUUID().toString().substring(0, 8);

    private EventLog events;

    SecretTaskTest(KubernetesClient client, ObjectStore store, SecretManager secrets) {
        this.client = client;
        this.store = store;
        this.secrets = secrets;
        this.kubelet = new FakeKubelet(client);
    }

    @BeforeEach
    void listen() {
        events = new EventLog(RealKafka.bootstrapServers());
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void givesThePodASecretOfItsOwnThatEndsWithTheTry() {
        store(PLANTED);
        TaskAction action = create(asking(MountType.ENV_VAR));
        Pod pod = kubelet.podOf(action, 1, 0);

        EnvVar variable = pod.getSpec().getContainers().getFirst().getEnv().getFirst();
        assertThat(variable.getName()).isEqualTo("TOKEN");
        assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo(name(pod));
        assertThat(secretOf(pod).getData().get(key)).isEqualTo(base64(PLANTED));
        await().untilAsserted(() -> assertThat(secretOf(pod).getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getKind, OwnerReference::getUid)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "Pod", pod.getMetadata().getUid())));
        write(action, "outputs.pb");
        kubelet.ends(pod, 0);

        events.until(action, "SUCCEEDED/1");
        assertThat(secretOf(pod)).isNull();
    }

    @Test
    void mountsAFile() {
        store(PLANTED);
        Pod pod = kubelet.podOf(create(asking(MountType.FILE)), 1, 0);

        assertThat(pod.getSpec().getVolumes().getFirst().getSecret().getSecretName())
                .isEqualTo(name(pod));
        assertThat(pod.getSpec()
                        .getContainers()
                        .getFirst()
                        .getVolumeMounts()
                        .getFirst()
                        .getMountPath())
                .isEqualTo("/etc/flyte/secrets");
    }

    @Test
    void failsOnceWhenASecretIsMissing() {
        TaskAction action = create(asking(MountType.ENV_VAR).toBuilder()
                .setMetadata(Actions.template(3).getMetadata())
                .build());

        assertThat(events.until(action, "FAILED/1")).doesNotContain("QUEUED/2");
        var error = client.resource(action).get().getStatus().errorState;
        assertThat(error.code).isEqualTo("SecretNotFound");
        assertThat(error.message).contains("secret '%s' does not exist in project p, domain d".formatted(key));
        assertThat(kubelet.podsOf(action)).isEmpty();
    }

    @Test
    void showsAValueInNoObjectButTheSecretAndInNoEvent() {
        store(PLANTED);
        TaskAction action = create(asking(MountType.ENV_VAR));
        Pod pod = kubelet.podOf(action, 1, 0);
        kubelet.ends(pod, 3);
        events.until(action, "FAILED/1");

        String shown = String.join(
                "\n",
                client.getKubernetesSerialization().asJson(pod),
                client.getKubernetesSerialization()
                        .asJson(client.resource(action).get()),
                events.of(action).toList().toString());
        assertThat(shown).contains(key).doesNotContain(PLANTED).doesNotContain(base64(PLANTED));
    }

    @Test
    void takesTheSecretOfAStartThatTheOperatorDidNotSurvive() {
        store(PLANTED);
        TaskTemplate template = asking(MountType.ENV_VAR);
        TaskAction action = Actions.action(KubernetesApi.NAMESPACE, store.base(), template);
        String pod = Names.pod(action.getMetadata().getName(), 1, 0);
        Secret left = client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(pod)
                        .withNamespace(KubernetesApi.NAMESPACE)
                        .addNewOwnerReference()
                        .withApiVersion("flyte.org/v1")
                        .withKind("TaskAction")
                        .withName(action.getMetadata().getName())
                        .withUid("another")
                        .endOwnerReference()
                        .endMetadata()
                        .addToData(key, base64("old"))
                        .build())
                .create();
        TaskAction created = client.resource(action).create();
        await().pollDelay(java.time.Duration.ofMillis(500)).until(() -> true);
        assertThat(kubelet.podsOf(created)).as("while another has the Secret").isEmpty();

        left.getMetadata()
                .getOwnerReferences()
                .getFirst()
                .setUid(created.getMetadata().getUid());
        client.resource(left).update();
        Pod started = kubelet.podOf(created, 1, 0);
        assertThat(secretOf(started).getData().get(key)).isEqualTo(base64(PLANTED));
    }

    private void store(String value) {
        secrets.create(
                new SecretId(new SecretScope("p", "d"), key),
                new SecretValue(SecretKind.GENERIC, value.getBytes(StandardCharsets.UTF_8)));
    }

    private TaskTemplate asking(MountType mount) {
        return Actions.template()
                .setSecurityContext(SecurityContext.newBuilder()
                        .addSecrets(org.flyte.idl.core.Secret.newBuilder()
                                .setKey(key)
                                .setMountRequirement(mount)
                                .setEnvVar("TOKEN")))
                .build();
    }

    private TaskAction create(TaskTemplate template) {
        return client.resource(Actions.action(KubernetesApi.NAMESPACE, store.base(), template))
                .create();
    }

    private void write(TaskAction action, String file) {
        store.write(action.getSpec().runOutputBase + "a0/1/" + file, new byte[0]);
    }

    private Secret secretOf(Pod pod) {
        return client.secrets()
                .inNamespace(KubernetesApi.NAMESPACE)
                .withName(name(pod))
                .get();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
