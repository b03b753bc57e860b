package org.flyte.platform.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.flyte.platform.audit.AuditEvent.Decision;
import org.flyte.platform.audit.AuditEvent.Principal;
import org.flyte.platform.audit.AuditEvent.Resource;

/** Events for tests. */
final class TestEvents {
    private TestEvents() {}

    /** A run that somebody created. */
    static AuditEvent event(String name) {
        return event(name, Optional.empty());
    }

    /** A run that somebody created for somebody. */
    static AuditEvent event(String name, Optional<Principal> onBehalfOf) {
        return new AuditEvent(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                Instant.parse("2026-11-28T01:02:03Z"),
                "flyteidl2.workflow.RunService",
                "CreateRun",
                Verb.CREATE,
                Decision.ALLOWED,
                "runner",
                "ok",
                new Principal("user", "https://issuer", "1", name),
                onBehalfOf,
                new Resource("run", "p", "d", "r1"),
                "request-1",
                "",
                "10.0.0.1",
                "python/3",
                Duration.ofNanos(1_500_000));
    }
}
