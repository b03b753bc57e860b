package org.flyte.platform.storage;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The configuration as the services read it, from a few keys below {@code flyte.storage}. */
public final class TestConfig {
    private TestConfig() {}

    public static StorageConfig of(Map<String, String> keys) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(StorageConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter());
        keys.forEach((key, value) -> builder.withDefaultValue("flyte.storage." + key, value));
        return builder.build().getConfigMapping(StorageConfig.class);
    }
}
