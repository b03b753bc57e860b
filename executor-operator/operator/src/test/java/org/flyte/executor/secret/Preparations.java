package org.flyte.executor.secret;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.flyte.executor.Configs;
import org.flyte.platform.secrets.SecretManager;

/** The preparation of secrets for tests without an application. */
public final class Preparations {
    private Preparations() {}

    /** Reads each value anew. */
    public static PrepareSecrets of(SecretManager manager, Clock clock) {
        var config = Configs.secrets(
                Map.of("flyte.executor.secrets.cache-time", "0s", "flyte.executor.secrets.image-pull-refresh", "0s"));
        return new PrepareSecrets(
                new ResolveSecrets(manager, config, clock),
                new PullSecrets(manager, config, clock),
                new SimpleMeterRegistry());
    }
}
