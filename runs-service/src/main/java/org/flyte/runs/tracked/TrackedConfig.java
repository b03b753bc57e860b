package org.flyte.runs.tracked;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Runs that a client executes itself. */
@ConfigMapping(prefix = "flyte.tracked")
public interface TrackedConfig {
    /**
     * Folder below the base of the store in which clients upload what tracked runs leave; set by
     * {@code flyte.dataproxy.upload.storage-prefix}.
     */
    @WithDefault("${flyte.dataproxy.upload.storage-prefix:uploads}")
    String uploads();
}
