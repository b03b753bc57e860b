package org.flyte.executor;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.flyte.executor.config.CopilotConfig;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.config.SecretDeliveryConfig;

/** Configuration for tests without an application. */
public final class Configs {
    private Configs() {}

    public static PodConfig pods(Map<String, String> settings) {
        return mapping(PodConfig.class, settings);
    }

    public static CopilotConfig copilot(Map<String, String> settings) {
        return mapping(CopilotConfig.class, settings);
    }

    public static ExecutorConfig executor(Map<String, String> settings) {
        return mapping(ExecutorConfig.class, settings);
    }

    public static SecretDeliveryConfig secrets(Map<String, String> settings) {
        return mapping(SecretDeliveryConfig.class, settings);
    }

    private static <T> T mapping(Class<T> type, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(type)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(settings)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(type);
    }
}
