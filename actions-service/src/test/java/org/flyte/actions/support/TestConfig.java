package org.flyte.actions.support;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.Map;
import org.flyte.actions.ActionsConfig;

/** The configuration without the application. */
public final class TestConfig {
    private TestConfig() {}

    /** The defaults and these settings. */
    public static ActionsConfig with(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(ActionsConfig.class)
                .withSources(new MapBackedConfigSource("test", settings) {
                    private static final long serialVersionUID = 1L;
                })
                .build()
                .getConfigMapping(ActionsConfig.class);
    }
}
