package org.flyte.runs.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Reading action events from Kafka into the database. */
@ConfigMapping(prefix = "flyte.runs.ingest")
public interface IngestConfig {
    /** Whether this process reads the topic. */
    @WithDefault("true")
    boolean enabled();

    /** Consumer group, which all replicas share. */
    @WithDefault("runs-service")
    String group();

    /** Maximum number of events that are read and written at once. */
    @WithDefault("1000")
    @Min(1)
    @Max(10_000)
    int batchSize();

    /** Maximum number of transactions side by side that write one batch. */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int writers();

    /** Time limit for writing one batch; after it the batch is written again. */
    @WithDefault("30s")
    Duration writeTimeout();

    /** Wait after the first failure of the database or the broker; each further failure doubles it. */
    @WithDefault("200ms")
    Duration initialBackoff();

    /** Longest wait between two tries while the database or the broker is unavailable. */
    @WithDefault("10s")
    Duration maxBackoff();
}
