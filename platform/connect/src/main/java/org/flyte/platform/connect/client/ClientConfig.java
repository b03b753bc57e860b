package org.flyte.platform.connect.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Behaviour of the RPC clients. Keys of a single client are Quarkus's own: {@code quarkus.grpc.clients.NAME.*} takes
 * precedence.
 */
@ConfigMapping(prefix = "flyte.rpc.client")
public interface ClientConfig {
    /** Maximum time of a unary call that has no deadline of its own, all attempts together. */
    @WithDefault("10s")
    Duration timeout();

    /** Maximum number of attempts for a call that is answered UNAVAILABLE; 1 for no retry. */
    @WithDefault("4")
    int maxAttempts();

    /** Pause before the second attempt, jittered from 0.4 to 1.2 of it; doubles with each further attempt. */
    @WithDefault("100ms")
    Duration initialBackoff();

    /** Maximum pause between two attempts. */
    @WithDefault("2s")
    Duration maxBackoff();

    /** Idle time after which a connection is probed; at least 10s. */
    @WithDefault("20s")
    Duration keepAlive();

    /** Time for the answer to a probe; a connection without an answer is replaced. */
    @WithDefault("5s")
    Duration keepAliveTimeout();

    /** Pause between two attempts to connect while the server is unavailable. */
    @WithDefault("1s")
    Duration reconnect();
}
