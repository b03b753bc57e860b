package org.flyte.platform.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.ConfigOf;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultSecretManagerTest extends SecretManagerContract {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    private FakeVault vault;
    private SecretManager manager;

    @BeforeEach
    void start() throws Exception {
        vault = new FakeVault();
        manager = manager(Map.of("token", FakeVault.ROOT_TOKEN));
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

    @Test
    void logsInWithItsRoleAndAgainBeforeTheLeaseEnds() throws Exception {
        Path jwt = Files.writeString(folder.resolve("jwt"), "jwt-of-pod\n");
        try (SecretManager byRole = manager(Map.of("role", "flyte", "jwt-file", jwt.toString()))) {
            byRole.check();
            byRole.check();
            assertThat(vault.logins()).isEqualTo(1);
            now.updateAndGet(time -> time.plusSeconds(61));
            byRole.check();
            assertThat(vault.logins()).isEqualTo(2);
        }
        Files.writeString(jwt, "of another");
        try (SecretManager other = manager(Map.of("role", "flyte", "jwt-file", jwt.toString()))) {
            assertThatThrownBy(other::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("role 'flyte'")
                    .hasMessageNotContaining("of another");
        }
        try (SecretManager none = manager(Map.of("role", "flyte", "jwt-file", "/no/such/file"))) {
            assertThatThrownBy(none::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("/no/such/file");
        }
    }

    @Test
    void readsTheTokenOfAFileEachTime() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "wrong");
        try (SecretManager byFile = manager(Map.of("token-file", token.toString()))) {
            assertThatThrownBy(byFile::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("refuses access");
            Files.writeString(token, FakeVault.ROOT_TOKEN);
            byFile.check();
        }
    }

    @Test
    void saysThatVaultIsUnavailable() {
        vault.failWith(503);
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("planted")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("status 503")
                .hasMessageNotContaining("planted");
        vault.failWith(404);
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("planted")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessage("Vault has no key/value engine at 'secret'; enable it");
        vault.close();
        assertThatThrownBy(manager::check).isInstanceOf(Unavailable.class).hasMessageContaining("does not answer");
    }

    private SecretManager manager(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("vault." + key, value));
        keys.put("vault.address", vault.address().toString());
        return new VaultSecretManager(ConfigOf.secrets(keys).vault(), clock);
    }
}
