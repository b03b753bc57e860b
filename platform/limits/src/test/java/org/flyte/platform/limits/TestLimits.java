package org.flyte.platform.limits;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.identity.AuthenticationConfig;

/** Configurations with a few keys changed. */
final class TestLimits {
    private TestLimits() {}

    static LimitsConfig limits(Map<String, String> keys) {
        return config(LimitsConfig.class, keys);
    }

    static AuthenticationConfig authentication(boolean enabled) {
        return config(AuthenticationConfig.class, Map.of("flyte.auth.enabled", Boolean.toString(enabled)));
    }

    static ConnectConfig connect(String proxies) {
        return config(ConnectConfig.class, Map.of("flyte.rpc.trusted-proxies", proxies));
    }

    private static <T> T config(Class<T> mapping, Map<String, String> keys) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(keys)
                .build();
        return config.getConfigMapping(mapping);
    }
}
