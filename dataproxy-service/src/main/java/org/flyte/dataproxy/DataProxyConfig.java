package org.flyte.dataproxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The data proxy: signed links, inputs and outputs, logs. */
@ConfigMapping(prefix = "flyte.dataproxy")
public interface DataProxyConfig {
    /**
     * Address under which clients reach this service, such as {@code https://flyte.example.com}. Absent means that it
     * is derived from the request's Forwarded, X-Forwarded-* and Host headers.
     */
    Optional<URI> publicUrl();

    /** Largest inputs or outputs, in memory and in an answer. */
    @WithDefault("64M")
    MemorySize maxDataSize();

    /** How many inputs and outputs are held in memory at once; further calls wait. */
    @WithDefault("16")
    @Min(2)
    int maxConcurrentReads();

    /** How long a project that was found counts as known. */
    @WithDefault("5s")
    Duration projectCache();

    Upload upload();

    Download download();

    Logs logs();

    interface Upload {
        /** Folder below the store's base for what clients upload. */
        @WithDefault("uploads")
        String storagePrefix();

        /** Largest upload that may be announced in a request for a link. */
        @WithDefault("100M")
        MemorySize maxSize();

        /** Largest body of a signed PUT to the folder store that was not announced (what S3 takes in one PUT). */
        @WithDefault("5G")
        MemorySize maxBody();

        /** Longest life of an upload link, and its life when the request names none. */
        @WithDefault("1h")
        Duration maxExpiresIn();

        /** How long the body of a signed PUT may stand still. */
        @WithDefault("60s")
        Duration stallTimeout();
    }

    interface Download {
        /** Longest life of a download link, and its life when the request names none. */
        @WithDefault("1h")
        Duration maxExpiresIn();
    }

    interface Logs {
        /** Most log streams at once. */
        @WithDefault("200")
        @Min(1)
        int maxStreams();

        /** How many of the newest lines a stream starts with when the container's start is not known. */
        @WithDefault("1000")
        @Min(1)
        @Max(1_000_000)
        int tailLines();

        /** Longest line in bytes; a longer one is sent in pieces. */
        @WithDefault("64K")
        MemorySize maxLine();
    }
}
