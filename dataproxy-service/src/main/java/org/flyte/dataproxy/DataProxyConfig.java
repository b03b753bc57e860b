package org.flyte.dataproxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The data proxy: presigned URLs, inputs and outputs, logs. */
@ConfigMapping(prefix = "flyte.dataproxy")
public interface DataProxyConfig {
    /**
     * Address under which clients reach this service, such as {@code https://flyte.example.com}. Absent: it is
     * derived from the request's Forwarded, X-Forwarded-* and Host headers.
     */
    Optional<URI> publicUrl();

    /**
     * Maximum size of inputs or outputs. What all calls read of them together is limited by half of
     * {@code flyte.rpc.max-pending-size}.
     */
    @WithDefault("64M")
    MemorySize maxDataSize();

    /** Maximum number of inputs and outputs read at the same time; further calls wait. */
    @WithDefault("16")
    @Min(2)
    int maxConcurrentReads();

    /** How long a call waits for that, and for memory, before it is UNAVAILABLE. */
    @WithDefault("10s")
    Duration maxReadWait();

    /** How long the existence of a project is cached. */
    @WithDefault("5s")
    Duration projectCache();

    Upload upload();

    Download download();

    Logs logs();

    /** Limits of uploads. */
    interface Upload {
        /** Folder for uploads, below the base of the object store. */
        @WithDefault("uploads")
        String storagePrefix();

        /** Maximum size that a request for an upload location may announce. */
        @WithDefault("100M")
        MemorySize maxSize();

        /** Maximum body of a presigned PUT to a folder store; the default is what S3 accepts in one PUT. */
        @WithDefault("5G")
        MemorySize maxBody();

        /** Maximum lifetime of a presigned upload URL, and its lifetime when the request names none. */
        @WithDefault("1h")
        Duration maxExpiresIn();

        /** Maximum pause within the body of a presigned PUT. */
        @WithDefault("60s")
        Duration stallTimeout();
    }

    /** Limits of downloads. */
    interface Download {
        /** Maximum pause of a client that reads a presigned GET from a folder store; after it the request ends. */
        @WithDefault("60s")
        Duration stallTimeout();

        /** Maximum lifetime of a presigned download URL, and its lifetime when the request names none. */
        @WithDefault("1h")
        Duration maxExpiresIn();
    }

    /** Log streams. */
    interface Logs {
        /**
         * Maximum number of concurrent log streams. When all are open, the one that was not read for the longest time
         * makes room for a new one.
         */
        @WithDefault("1000")
        @Min(1)
        int maxStreams();

        /** How long a client may not read its stream before the stream is ended. */
        @WithDefault("60s")
        Duration stallTimeout();

        /** How long a client may not read before its stream can make room for another. */
        @WithDefault("5s")
        Duration evictAfter();

        /** Namespaces of task pods, as {@code flyte.kubernetes.task-namespace}: logs of pods elsewhere are refused. */
        @WithDefault("${flyte.kubernetes.task-namespace:${flyte.kubernetes.namespace:flyte}}")
        List<String> namespaces();

        /** How much of the newest output of a container is kept in memory for those who follow it. */
        @WithDefault("512K")
        MemorySize sharedBuffer();

        /** How long a stream waits for the archived log of a pod that is gone, since it may just be written. */
        @WithDefault("10s")
        Duration archiveWait();

        /** Number of the newest lines that a stream starts with when the start time of the container is unknown. */
        @WithDefault("1000")
        @Min(1)
        @Max(1_000_000)
        int tailLines();

        /** Maximum size of a log line; a longer line is sent in pieces. */
        @WithDefault("64K")
        MemorySize maxLine();
    }
}
