package org.flyte.platform.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which calls are recorded, and where. */
@ConfigMapping(prefix = "flyte.audit")
public interface AuditConfig {
    /** Whether calls are recorded: changes, refused calls, links and secrets always, others by the two keys below. */
    @WithDefault("false")
    boolean enabled();

    /** Whether calls that only read are recorded too. */
    @WithDefault("false")
    boolean reads();

    /** Whether calls of services that speak for nobody are recorded too, such as reports of phases. */
    @WithDefault("false")
    boolean services();

    /** Whether records go to the topic {@code flyte.audit-events} of the brokers of {@code flyte.events}. */
    @WithDefault("true")
    boolean kafka();

    /** Whether records go to the log, one JSON object each, category {@code org.flyte.audit}. */
    @WithDefault("true")
    boolean log();

    /** How many records wait at most, while Kafka does not answer. */
    @WithDefault("20000")
    int queueSize();

    /** Whether a change is refused as UNAVAILABLE while the queue is full; if not, records are dropped and the next one counts them. */
    @WithDefault("false")
    boolean strict();

    /** Pause before records that Kafka did not take are sent again; doubles up to {@code max-backoff}. */
    @WithDefault("200ms")
    Duration backoff();

    /** Longest such pause. */
    @WithDefault("10s")
    Duration maxBackoff();

    /** How long the end of the process waits for records that are queued. */
    @WithDefault("5s")
    Duration closeTimeout();
}
