package org.flyte.executor.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How actions are reconciled (executor spec §9.2). */
@ConfigMapping(prefix = "flyte.executor")
public interface ExecutorConfig {
    /** Name of this cluster in events. */
    Optional<String> cluster();

    /** Whether to install our CRD at start; in production whoever installs the operator does that. */
    @WithDefault("false")
    boolean applyCrd();

    /** Whether several replicas agree on one that reconciles; needed when there is more than one. */
    @WithDefault("false")
    boolean leaderElect();

    /** Most actions reconciled at the same time. */
    @WithDefault("64")
    @Min(1)
    @Max(4096)
    int concurrency();

    /** Phases before RUNNING that pass sooner than this are not written down. */
    @WithDefault("2s")
    Duration settle();

    /** Infrastructure failures that are put up with over the whole life of an action. */
    @WithDefault("3")
    @Min(0)
    int maxSystemFailures();

    /** Wait after the first infrastructure failure; doubles with each further one. */
    @WithDefault("1s")
    Duration systemBackoff();

    /** Longest wait after an infrastructure failure. */
    @WithDefault("1m")
    Duration systemBackoffCap();

    /** Time that a pod gets between SIGTERM and SIGKILL when its action is aborted or given up. */
    @WithDefault("5s")
    Duration killGrace();

    /** How long the TaskActions and pods of a run are kept after its end; 0s keeps them for ever. */
    @WithDefault("1h")
    Duration retention();

    /** Biggest error.pb that is read, in bytes; of a bigger one only its existence counts. */
    @WithDefault("16777216")
    @Min(1)
    long maxErrorBytes();

    /** How much older than its pod an error.pb may look before it counts as one of an earlier life. */
    @WithDefault("10s")
    Duration clockSkew();

    /** Templates of other task types to plugins; type to plugin name. */
    Map<String, String> plugins();

    /** Log links by name: templates with {@code {{ .podName }}}, {@code {{ .namespace }}} and others. None by default. */
    Map<String, String> logLinks();

    /** Publishing of phase events. */
    Events events();

    interface Events {
        /** Most events that wait for the broker's acknowledgement. */
        @WithDefault("1000")
        @Min(1)
        int maxInFlight();

        /** Longest wait between two tries while the broker is away. */
        @WithDefault("5s")
        Duration retryCap();
    }
}
