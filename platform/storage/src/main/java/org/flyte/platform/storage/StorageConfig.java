package org.flyte.platform.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The object store: which one, and how to reach it. */
@ConfigMapping(prefix = "flyte.storage")
public interface StorageConfig {
    /**
     * Base address of everything we store: {@code s3://bucket} or {@code s3://bucket/prefix} for an S3 store, an
     * absolute path for a folder (also the address that task pods use).
     */
    @WithDefault("/var/lib/flyte/store")
    String base();

    /** Further address prefixes that runs may name as their base or raw-data folder, such as {@code s3://other/}. */
    Optional<List<String>> allowed();

    /** How to reach an S3 store. */
    S3 s3();

    /** Presigned URLs of the folder store. */
    Links links();

    interface S3 {
        /** Address of the S3 API; absent means AWS itself. */
        Optional<URI> endpoint();

        /** Address of the S3 API as clients outside the cluster see it, for presigned URLs; absent means the endpoint. */
        Optional<URI> publicEndpoint();

        /** Region that requests are signed for. */
        @WithDefault("us-east-1")
        String region();

        /** Access key; absent means the ambient credentials (environment, web identity, instance). */
        Optional<String> accessKey();

        /** Secret that belongs to the access key. */
        Optional<String> secretKey();

        /** Whether the bucket is a part of the path instead of the host name, as most S3 servers want it. */
        @WithDefault("true")
        boolean pathStyle();

        /**
         * Whether presigned uploads carry {@code If-None-Match: *}, so that S3 itself refuses to replace an object.
         * False only for a server that does not know the header: a URL made before the object existed then replaces it.
         */
        @WithDefault("true")
        boolean conditionalPut();

        /** Longest time for a whole call, its retries included. */
        @WithDefault("60s")
        Duration timeout();
    }

    interface Links {
        /**
         * Public address of the data proxy, under which it serves presigned URLs of the folder store; absent means
         * the address the client called.
         */
        Optional<URI> publicUrl();

        /** Secret that signs the URLs; all replicas need the same. Absent means the one in the key file. */
        Optional<String> secret();

        /**
         * File with the secret that signs the URLs; it is made with a random one when it does not exist. Outside the
         * store: pods read that. Absent means a file beside the store's folder, {@code <folder>.links.key}.
         */
        Optional<Path> keyFile();
    }
}
