package org.flyte.platform.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How much a caller may use of each replica of a service, when callers have to prove who they are ({@code flyte.auth.enabled}). Beyond a
 * limit a call is RESOURCE_EXHAUSTED with the time after which to try again.
 */
@ConfigMapping(prefix = "flyte.limits")
public interface LimitsConfig {
    /** Whether callers are limited. */
    @WithDefault("true")
    boolean enabled();

    /** Of a user or client. */
    Caller user();

    /** Of a task pod. */
    Pod pod();

    /** Of an address, before a caller is known. */
    Address address();

    /** Runs that are created in a project, by all callers together, in a second. */
    @WithDefault("100")
    double projectRunsPerSecond();

    /** Runs that may be created in a project at once. */
    @WithDefault("500")
    double projectRunsBurst();

    interface Caller {
        /** Calls in a second. */
        @WithDefault("100")
        double callsPerSecond();

        /** Calls that may come at once. */
        @WithDefault("300")
        double callsBurst();

        /** Streams that are open at the same time. */
        @WithDefault("50")
        int streams();

        /** Runs that are created in a second. */
        @WithDefault("20")
        double runsPerSecond();

        /** Runs that may be created at once. */
        @WithDefault("100")
        double runsBurst();

        /** Bytes of requests, after decompression, in a second. */
        @WithDefault("32M")
        MemorySize bytesPerSecond();

        /** Bytes of requests that may come at once. */
        @WithDefault("256M")
        MemorySize bytesBurst();
    }

    interface Pod {
        /** Calls in a second; a parent enqueues each of its children by one. */
        @WithDefault("500")
        double callsPerSecond();

        /** Calls that may come at once. */
        @WithDefault("2000")
        double callsBurst();

        /** Streams that are open at the same time. */
        @WithDefault("50")
        int streams();
    }

    interface Address {
        /** Calls without a token in a second. */
        @WithDefault("10")
        double anonymousPerSecond();

        /** Calls without a token that may come at once. */
        @WithDefault("40")
        double anonymousBurst();

        /** Tokens that are refused in a minute, after which further calls of the address are refused unread. */
        @WithDefault("20")
        double badTokensPerMinute();
    }
}
