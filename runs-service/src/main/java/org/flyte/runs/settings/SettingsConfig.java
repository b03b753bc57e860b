package org.flyte.runs.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the organisation, domains and projects. */
@ConfigMapping(prefix = "flyte.settings")
public interface SettingsConfig {
    /** How long another replica may take to apply changed settings to new runs. */
    @WithDefault("5s")
    Duration cacheFor();
}
