package org.flyte.platform.connect;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits and habits of the RPC server. */
@ConfigMapping(prefix = "flyte.rpc")
public interface ConnectConfig {
    /** Largest request message after decompression; a larger one is RESOURCE_EXHAUSTED. */
    @WithDefault("64M")
    MemorySize maxRequestSize();

    /** Largest response message before compression; a larger one is RESOURCE_EXHAUSTED. */
    @WithDefault("256M")
    MemorySize maxResponseSize();

    /** Responses smaller than this are not compressed even if the client accepts it. */
    @WithDefault("1K")
    MemorySize compressFrom();

    /** Whether gRPC reflection (v1 and v1alpha) describes the services to whoever asks. */
    @WithDefault("true")
    boolean reflection();

    /** How long calls that run at shutdown may take to finish; streams end at once. */
    @WithDefault("10s")
    Duration shutdownGrace();
}
