package org.flyte.platform.audit;

import java.time.Duration;

/** The defaults, without Kafka. */
record TestConfig(boolean enabled, boolean strict, int queueSize) implements AuditConfig {
    @Override
    public boolean reads() {
        return false;
    }

    @Override
    public boolean services() {
        return false;
    }

    @Override
    public boolean kafka() {
        return false;
    }

    @Override
    public boolean log() {
        return true;
    }

    @Override
    public Duration backoff() {
        return Duration.ofMillis(1);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMillis(1);
    }

    @Override
    public Duration closeTimeout() {
        return Duration.ofSeconds(5);
    }
}
