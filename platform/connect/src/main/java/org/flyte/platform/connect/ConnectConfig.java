package org.flyte.platform.connect;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits and behaviour of the RPC server. */
@ConfigMapping(prefix = "flyte.rpc")
public interface ConnectConfig {
    /** Whether clients of a listener prove by a certificate who they are. */
    enum ClientCertificates {
        /** Not asked for. */
        NONE,
        /** Verified if there is one. */
        REQUEST,
        /** Connections without one are refused. */
        REQUIRED
    }

    /** How much of the {@code buf.validate} rules in the contract is enforced. */
    enum Validation {
        /** Nothing. */
        NONE,
        /** That required messages and oneofs are there. */
        REQUIRED,
        /** Every rule. */
        ALL
    }

    /**
     * Largest request message after decompression, of a method whose requests hold inputs, specs, bytes or a batch; a larger
     * one is RESOURCE_EXHAUSTED.
     */
    @WithDefault("64M")
    MemorySize maxRequestSize();

    /** Largest request message of every other method. */
    @WithDefault("1M")
    MemorySize maxSmallRequestSize();

    /** Time for the request of a call that sends one message to arrive; after it the call is DEADLINE_EXCEEDED. */
    @WithDefault("60s")
    Duration requestTimeout();

    /** How often it is looked at whether a request that arrives makes progress. */
    @WithDefault("10s")
    Duration requestProgressInterval();

    /** Fewest bytes of a request that has begun to arrive in such an interval; with fewer the call is DEADLINE_EXCEEDED. */
    @WithDefault("4K")
    MemorySize requestProgress();

    /**
     * Time for the client to read what is left of a response when its call has ended, and a second more for every
     * {@code response-progress} of it; after it the stream is ended, on HTTP/1.1 the connection.
     */
    @WithDefault("60s")
    Duration responseTimeout();

    /** Fewest bytes of such a response that a client reads in a second. */
    @WithDefault("256K")
    MemorySize responseProgress();

    /**
     * Memory that the messages of all calls take together, requests and responses, before further ones are UNAVAILABLE; a
     * quarter of the heap if absent. A call may take more while all others hold less than half of it.
     */
    Optional<MemorySize> maxPendingSize();

    /** Maximum number of calls that run at the same time, streams too; further ones are UNAVAILABLE. */
    @WithDefault("10000")
    int maxCalls();

    /** Largest response message before compression; a larger one is RESOURCE_EXHAUSTED. */
    @WithDefault("256M")
    MemorySize maxResponseSize();

    /** Responses smaller than this are not compressed even if the client accepts it. */
    @WithDefault("1K")
    MemorySize compressFrom();

    /** Which rules of the contract are enforced; a ValidationPolicy bean takes precedence. */
    @WithDefault("none")
    Validation validation();

    /** Names of fields whose rules are never enforced. */
    Optional<List<String>> validationExempt();

    /** Whether this module serves gRPC; false leaves it to Quarkus's own server on the same port. */
    @WithDefault("true")
    boolean grpc();

    /** Whether gRPC reflection (v1 and v1alpha) describes the services to clients. */
    @WithDefault("true")
    boolean reflection();

    /** For whom the port of Quarkus, {@code quarkus.http.port}, is: public, pods or services. */
    @WithDefault("services")
    Audience audience();

    /** Further listeners, by name, for the same routes. */
    Map<String, Listener> listeners();

    /** One further listener. */
    interface Listener {
        /** For whom it is: public, pods or services; each is also for the ones before. */
        @WithDefault("services")
        Audience audience();

        /** Address to bind; that of {@code quarkus.http.host} if absent. */
        Optional<String> host();

        /** Port to bind, 0 for a free one. */
        @WithDefault("0")
        int port();

        /**
         * Name of the TLS configuration, {@code quarkus.tls.NAME}, that it speaks TLS by: PEM files that are read again every
         * {@code quarkus.tls.NAME.reload-period}, TLS 1.2 or later.
         */
        Optional<String> tls();

        /** Whether clients have to show a certificate of {@code quarkus.tls.NAME.trust-store}: none, request or required. */
        @WithDefault("none")
        ClientCertificates clientCertificates();

        /** What clients send as {@code authorization: Bearer TOKEN}; without it everybody is served. */
        Optional<String> token();

        /** Paths below which no token is asked for, such as those of presigned URLs. */
        Optional<List<String>> openPaths();
    }

    /**
     * Addresses and networks, such as 10.0.0.0/8, of the proxies in front: the last address of {@code X-Forwarded-For} that is none of
     * them is the client's.
     */
    Optional<List<String>> trustedProxies();

    /** Time for unary calls that run at shutdown to finish; streams end at once. */
    @WithDefault("10s")
    Duration shutdownGrace();
}
