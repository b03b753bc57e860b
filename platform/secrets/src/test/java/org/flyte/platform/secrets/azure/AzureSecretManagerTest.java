package org.flyte.platform.secrets.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.propertytest.PropertyCheck;
import org.flyte.platform.secrets.ConfigOf;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.flyte.platform.secrets.SecretScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AzureSecretManagerTest extends SecretManagerContract {
    private FakeKeyVault vault;
    private SecretManager manager;

    @BeforeEach
    void start() throws Exception {
        vault = new FakeKeyVault();
        manager = manager(FakeKeyVault.TOKEN);
    }

    @AfterEach
    void stop() {
        manager.close();
        vault.close();
    }

    @Override
    protected SecretManager manager() {
        return manager;
    }

    @Override
    protected int longestName() {
        return 68;
    }

    @Test
    void writesTheNameAndTheValueAsFlytesOwnServiceDoes() {
        manager.create(new SecretId(new SecretScope("blue-10", "dev"), "token"), text("käse"));

        assertThat(vault.stored("1-flyte-dev-blue011 00-ORXWWZLO".replace(" ", ""))
                        .path("value")
                        .asText())
                .isEqualTo("{\"type\":\"STRING\",\"value\":\"käse\"}");
    }

    @Test
    void keepsNamesApartThatDifferByTheCaseOfALetter() throws Exception {
        PropertyCheck.forAll(200, draw -> {
            SecretId id = new SecretId(
                    new SecretScope(draw.of("", "blue", "0", "a-1", "00", "01-0"), draw.of("dev", "d0", "d-0")),
                    draw.of("Key", "KEY", "key", "k-_Y", "0"));
            KeyVaultName name = KeyVaultName.of(id).orElseThrow();
            assertThat(name.id()).contains(id);
            assertThat(name.text()).matches("[0-9a-zA-Z-]{1,127}");
        });
        assertThat(new KeyVaultName("1-flyte-dev-blue").id()).isEmpty();
        assertThat(new KeyVaultName("another").id()).isEmpty();
        assertThat(new KeyVaultName("1-flyte-dev-0-ORXWWZLO").id()).isEmpty();
    }

    @Test
    void refusesWhatKeyVaultCannotName() {
        SecretId mixedCase = new SecretId(new SecretScope("Blue", "dev"), "x");
        SecretId tooLong = new SecretId(PROJECT, "k".repeat(SecretId.MAX_NAME));

        assertThat(manager.read(mixedCase)).isEmpty();
        assertThat(manager.delete(tooLong)).isFalse();
        assertThatThrownBy(() -> manager.create(mixedCase, text("x")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("lower-case");
        assertThatThrownBy(() -> manager.create(tooLong, text("x"))).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void doesNotReadWhatOthersWrote() {
        SecretId id = new SecretId(PROJECT, "foreign");
        vault.put(KeyVaultName.of(id).orElseThrow().text(), "{\"type\":\"STRING\"}");
        vault.put("somebody-elses", "x");

        assertThatThrownBy(() -> manager.read(id))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessage(
                        "secret 'foreign' of project blue, domain dev in Azure Key Vault was not written by Flyte; delete it there");
        assertThat(manager.list(SecretScope.ORGANIZATION, 10, "").secrets()).hasSize(1);
    }

    @Test
    void saysWhatAzureRefuses() {
        try (SecretManager stranger = manager("of another")) {
            assertThatThrownBy(stranger::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("flyte.secrets.azure.vault-url");
        }
        vault.failWith(503);
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("planted")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("status 503")
                .hasMessageNotContaining("planted");
        vault.failWith(403);
        assertThatThrownBy(manager::check)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("status 403");
        vault.close();
        assertThatThrownBy(manager::check).isInstanceOf(Unavailable.class).hasMessageContaining("does not answer");
    }

    private SecretManager manager(String token) {
        return new AzureSecretManager(
                KeyVaultClient.builder(vault)
                        .vaultUrl(FakeKeyVault.VAULT)
                        .credential(request -> Mono.just(
                                new AccessToken(token, OffsetDateTime.now().plusHours(1))))
                        .buildClient(),
                ConfigOf.secrets(Map.of()).azure(),
                Clock.systemUTC());
    }
}
