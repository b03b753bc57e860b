package org.flyte.apps.backend;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.flyte.apps.AppsConfig;

/** The configuration of a test, without an application. */
public final class Settings {
    private Settings() {}

    public static AppsConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AppsConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(AppsConfig.class);
    }
}
