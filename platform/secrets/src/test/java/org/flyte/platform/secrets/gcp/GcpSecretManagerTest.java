package org.flyte.platform.secrets.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.ConfigOf;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.flyte.platform.secrets.SecretScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GcpSecretManagerTest extends SecretManagerContract {
    private FakeGoogle google;
    private SecretManager manager;

    @BeforeEach
    void start() throws Exception {
        google = new FakeGoogle();
        manager = manager(Map.of(), FakeGoogle.TOKEN);
    }

    @AfterEach
    void stop() {
        manager.close();
        google.close();
    }

    @Override
    protected SecretManager manager() {
        return manager;
    }

    @Test
    void keepsCopiesWhereItIsTold() {
        SecretId id = new SecretId(PROJECT, "x");
        try (SecretManager two = manager(Map.of("gcp.locations", "europe-west1,europe-west4"), FakeGoogle.TOKEN)) {
            two.create(id, text("x"));
        }
        manager.create(new SecretId(PROJECT, "y"), text("y"));

        assertThat(google.stored(id.encoded()).path("replication").toString())
                .isEqualTo(
                        "{\"userManaged\":{\"replicas\":[{\"location\":\"europe-west1\"},{\"location\":\"europe-west4\"}]}}");
        assertThat(google.stored(new SecretId(PROJECT, "y").encoded())
                        .path("replication")
                        .toString())
                .isEqualTo("{\"automatic\":{}}");
    }

    @Test
    void leavesNoSecretWithoutAValue() {
        SecretId id = new SecretId(PROJECT, "half");
        google.refuseVersions();

        assertThatThrownBy(() -> manager.create(id, text("planted")))
                .isInstanceOf(Unavailable.class)
                .hasMessageNotContaining("planted");
        assertThat(manager.describe(id)).isEmpty();
    }

    @Test
    void refusesWhatGoogleCannotName() {
        SecretId id = new SecretId(new SecretScope("blue.green", "dev"), "x");

        assertThat(manager.read(id)).isEmpty();
        assertThat(manager.delete(id)).isFalse();
        assertThatThrownBy(() -> manager.create(id, text("x")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("no '.'");
    }

    @Test
    void saysWhatGoogleRefuses() {
        assertThatThrownBy(() -> manager.list(PROJECT, 10, "stale")).isInstanceOf(InvalidArgument.class);
        try (SecretManager stranger = manager(Map.of(), "of another")) {
            assertThatThrownBy(stranger::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("flyte.secrets.gcp.project");
        }
        try (SecretManager elsewhere = manager(Map.of("gcp.project", "no-project"), FakeGoogle.TOKEN)) {
            assertThatThrownBy(elsewhere::check)
                    .isInstanceOf(FailedPrecondition.class)
                    .hasMessageContaining("no such project");
        }
        google.failWith(500);
        assertThatThrownBy(manager::check).isInstanceOf(Unavailable.class).hasMessageContaining("status 500");
    }

    private SecretManager manager(Map<String, String> settings, String token) {
        Map<String, String> keys =
                new HashMap<>(Map.of("gcp.endpoint", google.address().toString(), "gcp.project", "blue-project"));
        keys.putAll(settings);
        return new GcpSecretManager(ConfigOf.secrets(keys).gcp(), () -> token);
    }
}
