package org.flyte.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretValue;
import org.junit.jupiter.api.Test;

class SecretDeliveryTest {
    private static final String PLANTED = "planted-value-7c1f";
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("pod")
            .addToAnnotations("kept", "yes")
            .endMetadata()
            .withNewSpec()
            .addNewInitContainer()
            .withName("init")
            .endInitContainer()
            .addNewContainer()
            .withName("primary")
            .addNewEnv()
            .withName("TOKEN")
            .withValue("of the task")
            .endEnv()
            .addNewEnv()
            .withName("OTHER")
            .withValue("$(TOKEN)")
            .endEnv()
            .endContainer()
            .endSpec()
            .build();

    @Test
    void leavesAPodWithoutSecretsAsItIs() {
        SecretDelivery delivery = SecretDelivery.of(POD, "s", List.of(), Optional.empty());

        assertThat(delivery.pod()).isEqualTo(POD);
        assertThat(delivery.secrets()).isEmpty();
    }

    @Test
    void refersToAValueInEveryContainerInsteadOfAVariableOfThatName() {
        SecretDelivery delivery = deliver(new SecretRequest("", "token", false, "TOKEN"));

        for (Container container : containers(delivery.pod())) {
            EnvVar first = container.getEnv().getFirst();
            assertThat(first.getName()).isEqualTo("TOKEN");
            assertThat(first.getValue()).isNull();
            assertThat(first.getValueFrom().getSecretKeyRef().getName()).isEqualTo("s");
            assertThat(first.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("token");
            assertThat(first.getValueFrom().getSecretKeyRef().getOptional()).isFalse();
            assertThat(container.getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
            assertThat(container.getVolumeMounts()).isEmpty();
        }
        assertThat(delivery.pod().getMetadata().getAnnotations())
                .containsEntry("kept", "yes")
                .containsEntry("flyte.org/secrets", "s");
    }

    @Test
    void mountsFilesUnderTheirNamesWithAndWithoutUpperCase() {
        SecretDelivery delivery = deliver(
                new SecretRequest("", "Key", true, ""),
                new SecretRequest("grp", "cert", true, "CERT"),
                new SecretRequest("", "plain", true, ""));

        var volume = delivery.pod().getSpec().getVolumes().getFirst().getSecret();
        assertThat(volume.getSecretName()).isEqualTo("s");
        assertThat(volume.getItems())
                .extracting(item -> item.getPath() + "=" + item.getKey())
                .containsExactlyInAnyOrder("Key=Key", "key=Key", "grp/cert=grp.cert", "plain=plain");
        for (Container container : containers(delivery.pod())) {
            assertThat(container.getVolumeMounts().getFirst().getMountPath()).isEqualTo("/etc/flyte/secrets");
            assertThat(container.getVolumeMounts().getFirst().getReadOnly()).isTrue();
            assertThat(container.getEnv())
                    .extracting(env -> env.getName() + "=" + env.getValue())
                    .contains(
                            "CERT=/etc/flyte/secrets/grp/cert",
                            "FLYTE_SECRETS_DEFAULT_DIR=/etc/flyte/secrets",
                            "FLYTE_SECRETS_FILE_PREFIX=");
        }
    }

    @Test
    void letsAFileKeepItsNameWhenAnotherDiffersInCaseOnly() {
        SecretDelivery delivery =
                deliver(new SecretRequest("", "Key", true, ""), new SecretRequest("", "key", true, ""));

        assertThat(delivery.pod().getSpec().getVolumes().getFirst().getSecret().getItems())
                .extracting(item -> item.getPath() + "=" + item.getKey())
                .containsExactlyInAnyOrder("Key=Key", "key=key");
    }

    @Test
    void keepsValuesInTheSecretOnly() {
        SecretDelivery delivery =
                deliver(new SecretRequest("", "a", false, "A"), new SecretRequest("", "b", true, "B"));

        assertThat(new KubernetesSerialization().asJson(delivery.pod()))
                .doesNotContain(PLANTED)
                .doesNotContain(Base64.getEncoder().encodeToString(PLANTED.getBytes(StandardCharsets.UTF_8)));
        assertThat(delivery.secrets())
                .singleElement()
                .satisfies(secret -> assertThat(secret.getData()).containsOnlyKeys("a", "b"));
    }

    @Test
    void mergesRegistriesForTheKubelet() {
        DockerConfig registries = DockerConfig.merge(List.of(
                bytes("{\"auths\":{\"a\":{\"auth\":\"narrow\"}}}"),
                bytes("{\"auths\":{\"a\":{\"auth\":\"wide\"},\"b\":{\"auth\":\"b\"}}}"),
                bytes("no json")));
        SecretDelivery delivery = SecretDelivery.of(POD, "s", List.of(), Optional.of(registries));

        Secret secret = delivery.secrets().getFirst();
        assertThat(secret.getType()).isEqualTo("kubernetes.io/dockerconfigjson");
        assertThat(new String(Base64.getDecoder().decode(secret.getData().get(".dockerconfigjson"))))
                .isEqualTo("{\"auths\":{\"a\":{\"auth\":\"narrow\"},\"b\":{\"auth\":\"b\"}}}");
        assertThat(delivery.pod().getSpec().getImagePullSecrets())
                .extracting(reference -> reference.getName())
                .containsExactly("s-pull");
        assertThat(delivery.pod().getMetadata().getAnnotations()).containsEntry("flyte.org/secrets", "s-pull");
    }

    private static SecretDelivery deliver(SecretRequest... requests) {
        List<ResolvedSecret> resolved = java.util.Arrays.stream(requests)
                .map(request -> new ResolvedSecret(request, new SecretValue(SecretKind.GENERIC, bytes(PLANTED))))
                .toList();
        return SecretDelivery.of(POD, "s", resolved, Optional.empty());
    }

    private static List<Container> containers(Pod pod) {
        return java.util.stream.Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
