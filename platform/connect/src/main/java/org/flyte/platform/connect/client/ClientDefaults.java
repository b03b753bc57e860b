package org.flyte.platform.connect.client;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.util.Map;

/**
 * Other defaults for those keys of Quarkus's clients that it applies after every {@link ChannelSetup}. What an
 * application configures takes precedence.
 */
public final class ClientDefaults implements SmallRyeConfigBuilderCustomizer {
    private static final int MIB = 1 << 20;
    private static final Map<String, String> VALUES = Map.ofEntries(
            entry("retry", "true"),
            // The retry policy of ChannelSetup decides.
            entry("max-retry-attempts", "100"),
            // Requests are kept for a further attempt: with gRPC's own 1 MiB a large input would have none.
            entry("per-rpc-buffer-limit", String.valueOf(16 * MIB)),
            entry("retry-buffer-size", String.valueOf(64 * MIB)),
            entry("keep-alive-without-calls", "true"),
            entry("max-inbound-message-size", String.valueOf(64 * MIB)));

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withDefaultValues(VALUES);
    }

    private static Map.Entry<String, String> entry(String key, String value) {
        return Map.entry("quarkus.grpc.clients.*." + key, value);
    }
}
