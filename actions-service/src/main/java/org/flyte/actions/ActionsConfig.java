package org.flyte.actions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the actions service writes and watches. */
@ConfigMapping(prefix = "flyte.actions")
public interface ActionsConfig {
    /** Writing TaskActions. */
    Enqueue enqueue();

    /** Streams of WatchForUpdates. */
    Watch watch();

    /** The road that brings phases from TaskActions to the runs service. */
    Status status();

    /** Calls to the runs service. */
    Runs runs();

    interface Enqueue {
        /** TaskActions that are written to Kubernetes at the same time. */
        @WithDefault("64")
        int concurrency();

        /** Enqueue calls that may wait for their turn; more are refused as back-pressure, and the SDK retries. */
        @WithDefault("10000")
        int waiting();

        /** Longest wait for a turn; the SDK gives a call 5 seconds. */
        @WithDefault("4s")
        Duration patience();

        /** Largest task template kept in the TaskAction itself, in bytes after compression; larger ones are stored. */
        @WithDefault("32768")
        int inlineTemplateBytes();

        /** Largest task template at all, in bytes. */
        @WithDefault("16777216")
        int largestTemplateBytes();
    }

    interface Watch {
        /** Time between two heartbeats of a stream; each goes with a re-read of the durable state. */
        @WithDefault("25s")
        Duration heartbeat();

        /** Children whose newest state may wait for a slow reader; beyond that the stream ends as UNAVAILABLE. */
        @WithDefault("100000")
        int buffer();
    }

    interface Status {
        /** Status reports that are on their way to the runs service at the same time. */
        @WithDefault("64")
        int concurrency();

        /** First wait after a failed report; doubles with each further failure. */
        @WithDefault("200ms")
        Duration firstBackOff();

        /** Longest wait between two tries of a report. */
        @WithDefault("15s")
        Duration longestBackOff();
    }

    interface Runs {
        /** Longest time for one call. */
        @WithDefault("4s")
        Duration timeout();

        /** Longest time for reading all children of one action. */
        @WithDefault("30s")
        Duration listTimeout();
    }
}
