package org.flyte.platform.secrets;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A configuration for tests that run without Quarkus. */
public final class ConfigOf {
    private ConfigOf() {}

    /** @param settings keys below {@code flyte.secrets.} */
    public static SecretsConfig secrets(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("flyte.secrets." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(SecretsConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .addDefaultInterceptors()
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(SecretsConfig.class);
    }
}
