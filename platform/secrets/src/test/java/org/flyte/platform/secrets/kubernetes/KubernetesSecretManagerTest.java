package org.flyte.platform.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.MockResponse;
import java.util.Base64;
import java.util.Optional;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesSecretManagerTest extends SecretManagerContract {
    private EmbeddedKubernetesApi api;
    private KubernetesClient client;
    private SecretManager manager;
    private volatile int failWith;

    @BeforeEach
    void start() {
        api = new EmbeddedKubernetesApi(
                0,
                request -> failWith == 0
                        ? Optional.empty()
                        : Optional.of(new MockResponse()
                                .setResponseCode(failWith)
                                .setBody("{\"kind\":\"Status\",\"code\":%d,\"message\":\"planted\"}"
                                        .formatted(failWith))));
        client = api.client();
        manager = new KubernetesSecretManager(client, "flyte");
    }

    @AfterEach
    void stop() {
        manager.close();
        client.close();
        api.close();
    }

    @Override
    protected SecretManager manager() {
        return manager;
    }

    @Test
    void findsASecretOfFlytesOwnService() {
        SecretId id = new SecretId(PROJECT, "theirs");
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SecretObjects.name(id))
                        .withNamespace("flyte")
                        .withLabels(SecretObjects.labels(PROJECT))
                        .endMetadata()
                        .addToData(id.encoded(), Base64.getEncoder().encodeToString(new byte[] {1, 2}))
                        .build())
                .create();

        assertThat(manager.read(id).orElseThrow().bytes()).containsExactly(1, 2);
        assertThat(manager.list(PROJECT, 10, "").secrets())
                .extracting(stored -> stored.id())
                .containsExactly(id);
    }

    @Test
    void makesAnImagePullSecretThatTheKubeletCanUse() {
        SecretId id = new SecretId(SecretScope.ORGANIZATION, "registry");
        manager.create(id, new SecretValue(SecretKind.IMAGE_PULL, "{\"auths\":{}}".getBytes()));

        Secret secret = client.secrets()
                .inNamespace("flyte")
                .withName(SecretObjects.name(id))
                .get();
        assertThat(secret.getType()).isEqualTo("kubernetes.io/dockerconfigjson");
        assertThat(secret.getData()).containsOnlyKeys(".dockerconfigjson");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void saysWhatIsMissingWhenItIsRefused(int code) {
        failWith = code;
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("planted-value")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("flyte")
                .hasMessageNotContaining("planted");
    }

    @Test
    void saysThatKubernetesIsUnavailable() {
        failWith = 503;
        assertThatThrownBy(manager::check)
                .isInstanceOf(Unavailable.class)
                .hasMessage("Kubernetes does not answer for secrets, code 503; retry later");
        failWith = 422;
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("y")))
                .isInstanceOf(InvalidArgument.class);
        failWith = 410;
        assertThatThrownBy(() -> manager.list(PROJECT, 1, "old"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("token is not valid or too old; list again from the start");
    }

    @Test
    void givesUpWhenOthersKeepChangingASecret() {
        SecretId id = new SecretId(PROJECT, "busy");
        manager.create(id, text("x"));
        try (EmbeddedKubernetesApi busy = new EmbeddedKubernetesApi(
                        0,
                        request -> "PUT".equals(request.getMethod())
                                ? Optional.of(new MockResponse()
                                        .setResponseCode(409)
                                        .setBody("{\"kind\":\"Status\",\"code\":409}"))
                                : Optional.empty());
                KubernetesClient other = busy.client()) {
            SecretManager contended = new KubernetesSecretManager(other, "flyte");
            contended.create(id, text("x"));
            assertThatThrownBy(() -> contended.update(id, text("y"))).isInstanceOf(Aborted.class);
        }
    }
}
