package org.flyte.actions;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the actions service enqueues actions, watches them and forwards their status. */
@ConfigMapping(prefix = "flyte.actions")
public interface ActionsConfig {
    /** Writing TaskActions. */
    Enqueue enqueue();

    /** Streams of WatchForUpdates. */
    Watch watch();

    /** Forwarding the phases of TaskActions to runs-service, without Kafka. */
    Status status();

    /** Calls to runs-service. */
    Runs runs();

    /** The other replicas of this service. */
    Replicas replicas();

    /** Writing TaskActions. */
    interface Enqueue {
        /** Maximum number of TaskActions that are written to Kubernetes concurrently. */
        @WithDefault("64")
        int concurrency();

        /** Maximum number of Enqueue calls that wait to write; further calls fail with RESOURCE_EXHAUSTED, and the SDK retries. */
        @WithDefault("10000")
        int maxWaiting();

        /** Longest time that an Enqueue call waits to write; the SDK gives a call 5 seconds. */
        @WithDefault("4s")
        Duration maxWait();

        /** Number of shards into which runs are divided, 1 to 256, for as many operators: {@code flyte.executor.shards}. */
        @WithDefault("1")
        int shards();

        /** Largest task template, after compression, that is kept in the TaskAction itself; larger ones go to the object store. */
        @WithDefault("32K")
        MemorySize maxInlineTemplateSize();

        /** Largest task template that is accepted, before compression. */
        @WithDefault("16M")
        MemorySize maxTemplateSize();
    }

    /** Streams of WatchForUpdates. */
    interface Watch {
        /** Time between two heartbeats of a stream; before each the durable state is read again. */
        @WithDefault("25s")
        Duration heartbeat();

        /** Maximum number of children whose newest state waits for a slow client; beyond it the stream ends with UNAVAILABLE. */
        @WithDefault("100000")
        int buffer();
    }

    /** Forwarding the phases of TaskActions to runs-service, without Kafka. */
    interface Status {
        /** Maximum number of concurrent status reports to runs-service. */
        @WithDefault("64")
        int concurrency();

        /** Wait after the first failed report; doubles with each further failure. */
        @WithDefault("200ms")
        Duration initialBackoff();

        /** Longest wait between two tries of a report. */
        @WithDefault("15s")
        Duration maxBackoff();

        /**
         * How long after its TaskAction was found missing an action counts as aborted: its end may have gone unnoticed here, and
         * be on its way through Kafka.
         */
        @WithDefault("1m")
        Duration missingGrace();

        /** Whether replicas elect one that reports, by a lease of Kubernetes; otherwise each of them reports every status. */
        @WithDefault("false")
        boolean leaderElect();

        /** How long the lease holds without renewal: after the elected replica has died, statuses wait no longer than this. */
        @WithDefault("15s")
        Duration lease();
    }

    /** The other replicas of this service. */
    interface Replicas {
        /**
         * Addresses, each as {@code host:port}, of the internal listeners of all replicas, such as that of a headless Service;
         * absent with a single replica.
         */
        Optional<List<String>> addresses();

        /** How often the addresses are resolved. */
        @WithDefault("10s")
        Duration refresh();

        /** Deadline of a call to another replica. */
        @WithDefault("2s")
        Duration timeout();

        /** Maximum number of child states that wait for one replica; further ones reach its streams with their next heartbeat. */
        @WithDefault("10000")
        int buffer();
    }

    /** Calls to runs-service. */
    interface Runs {
        /** Deadline of one call. */
        @WithDefault("4s")
        Duration timeout();

        /** Deadline of reading all children of one action. */
        @WithDefault("30s")
        Duration listTimeout();
    }
}
