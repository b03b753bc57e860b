package org.flyte.runs.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How action events come from Kafka into the database. */
@ConfigMapping(prefix = "flyte.runs.ingest")
public interface IngestConfig {
    /** Whether this process reads the topic at all. */
    @WithDefault("true")
    boolean enabled();

    /** Consumer group; replicas share it. */
    @WithDefault("runs-service")
    String group();

    /** Most events that are written in one transaction. */
    @WithDefault("500")
    @Min(1)
    @Max(10_000)
    int batchSize();

    /** Longest wait for the database to take one batch; then it is written again. */
    @WithDefault("30s")
    Duration writeTimeout();

    /** Longest wait between two tries while the database or the broker is away. */
    @WithDefault("10s")
    Duration longestBackoff();
}
