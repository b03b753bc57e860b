package org.flyte.platform.connect.client;

import io.grpc.ManagedChannelBuilder;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gives every channel a retry policy and keep-alive, and registers it with the {@link Reconnector}. Only calls that are
 * answered UNAVAILABLE before any response message are retried.
 */
@Dependent
class ChannelSetup<T extends ManagedChannelBuilder<T>> implements ChannelBuilderCustomizer<T> {
    /**
     * No retries while most calls fail: a server that is overloaded gets as many calls as there are, not four times as many.
     * Each failure takes a token, each success gives half of one back; retries need more than half of all tokens.
     */
    private static final Map<String, Object> RETRY_THROTTLING = Map.of("maxTokens", 100.0, "tokenRatio", 0.5);

    private final ClientConfig config;
    private final Reconnector reconnect;

    ChannelSetup(ClientConfig config, Reconnector reconnect) {
        this.config = config;
        this.reconnect = reconnect;
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration client, T builder) {
        builder.keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(config.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS);
        reconnect.watch(name);
        return config.maxAttempts() < 2
                ? Map.of()
                : Map.of("methodConfig", List.of(retried()), "retryThrottling", RETRY_THROTTLING);
    }

    /** For all methods: a name without a service means every one. */
    private Map<String, Object> retried() {
        return Map.of("name", List.of(Map.of()), "retryPolicy", retryPolicy());
    }

    private Map<String, Object> retryPolicy() {
        return Map.of(
                "maxAttempts", (double) config.maxAttempts(),
                "initialBackoff", seconds(config.initialBackoff()),
                "maxBackoff", seconds(config.maxBackoff()),
                "backoffMultiplier", 2.0,
                "retryableStatusCodes", List.of("UNAVAILABLE"));
    }

    private static String seconds(Duration duration) {
        return "%d.%09ds".formatted(duration.getSeconds(), duration.getNano());
    }
}
