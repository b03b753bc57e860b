package org.flyte.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.file.EncryptedFileSecretManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadSecretTest {
    @TempDir
    Path folder;

    private SecretManager manager;
    private ReadSecret read;

    @BeforeEach
    void open() {
        manager = new EncryptedFileSecretManager(folder.resolve("secrets"), folder.resolve("key"), Clock.systemUTC());
        read = new ReadSecret(new ResolveSecrets(manager, Configs.secrets(Map.of()), Clock.systemUTC()));
    }

    @Test
    void findsASecretAsATaskWould() {
        store("token", "domain wide".getBytes(StandardCharsets.UTF_8));

        assertThat(read.execute("p", "d", secret("token"))).isEqualTo("domain wide");
    }

    @Test
    void refusesASecretThatIsMissingOrNoText() {
        store("binary", new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> read.execute("p", "d", secret("missing")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> read.execute("p", "d", secret("binary"))).isInstanceOf(StartException.class);
    }

    private void store(String name, byte[] value) {
        manager.create(new SecretId(new SecretScope("", "d"), name), new SecretValue(SecretKind.GENERIC, value));
    }

    private static Secret secret(String key) {
        return Secret.newBuilder().setKey(key).build();
    }
}
