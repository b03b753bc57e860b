package org.flyte.platform.connect.client;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.util.Map;

/**
 * Other defaults for those keys of Quarkus's clients that it applies after every {@link ChannelSetup}. What an
 * application configures wins, as ever.
 */
public final class ClientDefaults implements SmallRyeConfigBuilderCustomizer {
    private static final Map<String, String> VALUES = Map.of(
            "quarkus.grpc.clients.*.retry", "true",
            // The retry policy of ChannelSetup decides.
            "quarkus.grpc.clients.*.max-retry-attempts", "100",
            "quarkus.grpc.clients.*.keep-alive-without-calls", "true",
            "quarkus.grpc.clients.*.max-inbound-message-size", String.valueOf(64 * 1024 * 1024));

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withDefaultValues(VALUES);
    }
}
