package org.flyte.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.Secret.MountType;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.file.EncryptedFileSecretManager;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareSecretsTest {
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("pod")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("primary")
            .endContainer()
            .endSpec()
            .build();

    private static final SecretScope PROJECT = new SecretScope("p", "d");

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private SecretManager manager;
    private PrepareSecrets prepare;

    @BeforeEach
    void open() {
        manager = new EncryptedFileSecretManager(folder.resolve("secrets"), folder.resolve("key"), clock);
        var config = Configs.secrets(Map.of());
        prepare = new PrepareSecrets(
                new ResolveSecrets(manager, config, clock),
                new PullSecrets(manager, config, clock),
                new SimpleMeterRegistry());
    }

    @Test
    void takesTheValueOfTheNarrowestScope() {
        store(SecretScope.ORGANIZATION, "key", "organization");
        assertThat(value("p", "d")).isEqualTo("organization");
        clock.advance(Duration.ofMinutes(1));
        store(new SecretScope("", "d"), "key", "domain");
        assertThat(value("p", "d")).isEqualTo("domain");
        assertThat(value("p", "other")).isEqualTo("organization");
        clock.advance(Duration.ofMinutes(1));
        store(PROJECT, "key", "project");
        assertThat(value("p", "d")).isEqualTo("project");
        assertThat(value("q", "d")).isEqualTo("domain");
    }

    @Test
    void readsAChangedValueAfterAShortTime() {
        store(PROJECT, "key", "before");
        assertThat(value("p", "d")).isEqualTo("before");
        manager.update(new SecretId(PROJECT, "key"), new SecretValue(SecretKind.GENERIC, bytes("after")));
        assertThat(value("p", "d")).isEqualTo("before");
        clock.advance(Duration.ofSeconds(11));

        assertThat(value("p", "d")).isEqualTo("after");
    }

    @Test
    void findsASecretAtOnceThatWasMissing() {
        assertRefused("SecretNotFound", "secret 'key' does not exist in project p, domain d");
        store(PROJECT, "key", "now");

        assertThat(value("p", "d")).isEqualTo("now");
    }

    @Test
    void doesNotFindSecretsOfOtherProjectsAndDomains() {
        store(new SecretScope("other", "d"), "key", "theirs");
        store(new SecretScope("p", "other"), "key", "theirs");
        store(new SecretScope("", "other"), "key", "theirs");
        store(new SecretScope("other", "d"), "p_key", "theirs");

        assertRefused("SecretNotFound", "secret 'key' does not exist in project p, domain d");
    }

    @Test
    void refusesBytesAsAVariable() {
        manager.create(new SecretId(PROJECT, "key"), new SecretValue(SecretKind.GENERIC, new byte[] {-1, -2}));
        assertRefused("BadTaskSpecification", "secret 'key' is not text");
        manager.update(new SecretId(PROJECT, "key"), new SecretValue(SecretKind.GENERIC, new byte[] {65, 0}));
        clock.advance(Duration.ofMinutes(1));
        assertRefused("BadTaskSpecification", "secret 'key' is not text");

        SecretDelivery file = prepare.execute(
                POD,
                "s",
                "p",
                "d",
                List.of(Secret.newBuilder()
                        .setKey("key")
                        .setMountRequirement(MountType.FILE)
                        .build()));
        assertThat(file.secrets()).hasSize(1);
    }

    @Test
    void givesNoTaskTheCredentialsOfARegistry() {
        manager.create(
                new SecretId(SecretScope.ORGANIZATION, "key"),
                new SecretValue(SecretKind.IMAGE_PULL, bytes("{\"auths\":{\"r\":{}}}")));

        assertRefused("BadTaskSpecification", "is an image pull secret");
    }

    @Test
    void givesPodsTheRegistriesOfTheirScopes() {
        pull(SecretScope.ORGANIZATION, "everywhere");
        pull(new SecretScope("", "other"), "elsewhere");

        SecretDelivery delivery = prepare.execute(POD, "s", "p", "d", List.of());
        assertThat(new String(Base64.getDecoder()
                        .decode(delivery.secrets().getFirst().getData().get(".dockerconfigjson"))))
                .contains("everywhere")
                .doesNotContain("elsewhere");
        manager.delete(new SecretId(SecretScope.ORGANIZATION, "everywhere"));
        clock.advance(Duration.ofMinutes(2));
        assertThat(prepare.execute(POD, "s", "p", "d", List.of()).secrets()).isEmpty();
    }

    @Test
    void startsPodsWithoutSecretsInAProjectThatCanHaveNone() {
        assertThat(prepare.execute(POD, "s", "a__b", "d", List.of()).pod()).isEqualTo(POD);
        assertThatThrownBy(() -> prepare.execute(
                        POD,
                        "s",
                        "a__b",
                        "d",
                        List.of(Secret.newBuilder().setKey("key").build())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("a__b");
    }

    private void assertRefused(String code, String message) {
        assertThatThrownBy(() -> value("p", "d")).isInstanceOfSatisfying(StartException.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.failure().retryable()).isFalse();
            assertThat(refused).hasMessageContaining(message);
        });
    }

    private void store(SecretScope scope, String name, String value) {
        manager.create(new SecretId(scope, name), new SecretValue(SecretKind.GENERIC, bytes(value)));
    }

    private void pull(SecretScope scope, String name) {
        manager.create(
                new SecretId(scope, name),
                new SecretValue(SecretKind.IMAGE_PULL, bytes("{\"auths\":{\"%s\":{}}}".formatted(name))));
    }

    private String value(String project, String domain) {
        SecretDelivery delivery = prepare.execute(
                POD,
                "s",
                project,
                domain,
                List.of(Secret.newBuilder().setKey("key").build()));
        return new String(
                Base64.getDecoder()
                        .decode(delivery.secrets().getFirst().getData().get("key")),
                StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
