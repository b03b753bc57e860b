package org.flyte.executor.plugins.connector.settings;

import java.util.Optional;

/**
 * A connector service.
 *
 * @param id its name in settings, logs and messages
 * @param address as it was configured, without parameters: what people see
 * @param target as gRPC resolves it
 * @param tls whether connections are encrypted
 * @param ca file with the certificates that the service is verified by; empty: those of the JVM
 * @param project whose tasks it takes; empty: those of all
 * @param domain whose tasks it takes; empty: those of all
 */
public record Endpoint(
        String id,
        String address,
        String target,
        boolean tls,
        Optional<String> ca,
        String project,
        String domain,
        Timeouts timeouts) {}
