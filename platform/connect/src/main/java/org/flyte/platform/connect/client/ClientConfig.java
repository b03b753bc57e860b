package org.flyte.platform.connect.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Habits of the RPC clients. Keys of one client alone are Quarkus's own: {@code quarkus.grpc.clients.NAME.*} wins over
 * these.
 */
@ConfigMapping(prefix = "flyte.rpc.client")
public interface ClientConfig {
    /** Longest time for a unary call that has no deadline of its own, all attempts together. */
    @WithDefault("10s")
    Duration timeout();

    /** Most attempts for a call that is answered UNAVAILABLE; 1 means no retry. */
    @WithDefault("4")
    int maxAttempts();

    /** Pause before the second attempt, scattered over 0.4 to 1.2 of it; doubles with each further one. */
    @WithDefault("100ms")
    Duration initialBackoff();

    /** Longest pause between two attempts. */
    @WithDefault("2s")
    Duration maxBackoff();

    /** A connection that is silent for so long is probed; at least 10s. */
    @WithDefault("20s")
    Duration keepAlive();

    /** A connection that does not answer a probe within this time is replaced. */
    @WithDefault("5s")
    Duration keepAliveTimeout();

    /** Pause between two tries to connect while the other side is away. */
    @WithDefault("1s")
    Duration reconnect();
}
