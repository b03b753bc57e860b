package org.flyte.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The record of one call: who, for whom, from where, what, and what was decided. No request, response, token or value of it.
 *
 * @param time of the end of the call
 * @param service full name of the gRPC service
 * @param method its name within the service
 * @param rule what the decision rests on, such as {@code runner}; empty when nothing was to decide
 * @param code Connect's name of the status, {@code ok} for success
 * @param onBehalfOf for whom a service called
 * @param sourceIp address of the peer, which may be a proxy; empty if unknown
 * @param userAgent of the client, cut at 200 characters
 */
public record AuditEvent(
        UUID id,
        Instant time,
        String service,
        String method,
        Verb verb,
        Decision decision,
        String rule,
        String code,
        Principal principal,
        Optional<Principal> onBehalfOf,
        Resource resource,
        String requestId,
        String traceId,
        String sourceIp,
        String userAgent,
        Duration duration) {
    /** Whether the caller was let in; a call that was let in may still have failed, see the code. */
    public enum Decision {
        ALLOWED,
        DENIED
    }

    /**
     * Who calls.
     *
     * @param kind anonymous, user, client, pod or service
     * @param issuer of its token; empty when there was none
     * @param subject within the issuer
     * @param name to show
     */
    public record Principal(String kind, String issuer, String subject, String name) {
        /** Nobody who is known. */
        public static final Principal ANONYMOUS = new Principal("anonymous", "", "", "");
    }

    /**
     * What the call is about; parts that the request does not name are empty.
     *
     * @param type such as {@code run}
     */
    public record Resource(String type, String project, String domain, String name) {
        /** A call about nothing in particular. */
        public static final Resource NONE = new Resource("", "", "", "");
    }
}
