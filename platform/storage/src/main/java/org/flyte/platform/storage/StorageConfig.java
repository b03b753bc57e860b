package org.flyte.platform.storage;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The object store: which one, and how to reach it. */
@ConfigMapping(prefix = "flyte.storage")
public interface StorageConfig {
    /**
     * Base address of everything we store: {@code s3://bucket}, {@code gs://bucket} or
     * {@code abfs://container@account.dfs.core.windows.net}, each with a prefix if you like, or an absolute path for a
     * folder (also the address that task pods use).
     */
    @WithDefault("/var/lib/flyte/store")
    String base();

    /** Further address prefixes that runs may name as their base or raw-data folder, such as {@code s3://other/}. */
    Optional<List<String>> allowed();

    /** How to reach an S3 store. */
    S3 s3();

    /** How to reach the S3 store of single buckets, by the bucket's name; others use the settings above. */
    Map<String, S3> s3Bucket();

    /** How to reach Google Cloud Storage. */
    Gs gs();

    /** How to reach Azure Blob Storage. */
    Abfs abfs();

    /** Calls to a store over the network. */
    Remote remote();

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

        /** Whether a bucket that does not exist is created before the first write; else writes fail and say so. */
        @WithDefault("false")
        boolean createBuckets();

        /** Longest time for one request. */
        @WithDefault("60s")
        Duration timeout();
    }

    interface Gs {
        /** Address of the JSON API; another one is that of a server that imitates it. */
        @WithDefault("https://storage.googleapis.com")
        URI endpoint();

        /** Address for presigned URLs, as clients outside the cluster see it; absent means the endpoint. */
        Optional<URI> publicEndpoint();

        /** JSON key file of a service account; absent means the ambient credentials of Google's libraries. */
        Optional<Path> credentialsFile();

        /** Longest time for one request. */
        @WithDefault("60s")
        Duration timeout();
    }

    interface Abfs {
        /** Address of the Blob service; absent means that of the account which an address names. */
        Optional<URI> endpoint();

        /** Key of the account; absent means the ambient credentials of Azure's libraries. */
        Optional<String> accountKey();

        /** Whether a container that does not exist is created before the first write; else writes fail and say so. */
        @WithDefault("false")
        boolean createContainers();

        /** Longest time for one request. */
        @WithDefault("60s")
        Duration timeout();
    }

    interface Remote {
        /** Size of a part; what is larger is written in parts, and a write holds one in memory. S3 takes 5M and more. */
        @WithDefault("8M")
        MemorySize partSize();

        /** Maximum number of attempts of a call while the store is busy or unavailable, or its answer does not arrive whole. */
        @WithDefault("4")
        int maxAttempts();

        /** Pause before the second attempt; doubles with each further one. */
        @WithDefault("100ms")
        Duration initialBackoff();

        /** Maximum pause between two attempts. */
        @WithDefault("5s")
        Duration maxBackoff();

        /** Time after the beginning of a call from which on no further attempt is made. */
        @WithDefault("60s")
        Duration retryFor();
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
