package org.flyte.executor.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** Pools of warm workers, for tasks with a reuse policy; see docs/behaviour/reuse.md. */
@ConfigMapping(prefix = "flyte.executor.pool")
public interface PoolConfig {
    /** Host by which pods of pools reach this operator. Absent or empty: there are no pools, and tasks with a reuse policy run as ordinary pods. */
    Optional<String> host();

    /** Port for the connections of the pods of pools; 0 for any. */
    @WithDefault("8097")
    @Min(0)
    @Max(65535)
    int port();

    /** Address on which that port listens. */
    @WithDefault("0.0.0.0")
    String listen();

    /** Maximum number of connections of pods of pools. */
    @WithDefault("2000")
    @Min(1)
    int maxConnections();

    /** Maximum of max_replicas of a reuse policy. */
    @WithDefault("100")
    @Min(1)
    int maxReplicas();

    /** Maximum of concurrency of a reuse policy. */
    @WithDefault("200")
    @Min(1)
    @Max(1000)
    int maxConcurrency();

    /** How long a pod may run before its supervisor connects; then the pool is not used, and its tasks run as ordinary pods. */
    @WithDefault("60s")
    Duration connectTimeout();

    /** How long a pool is not used after its workers could not be used. */
    @WithDefault("10m")
    Duration unusableTime();

    /** Tasks after which a worker is replaced, against leaks of memory. */
    @WithDefault("1000")
    @Min(1)
    int maxTasks();

    /** Age after which a worker is replaced. */
    @WithDefault("24h")
    Duration maxAge();

    /** How long an aborted task may take to end before its worker is killed. */
    @WithDefault("10s")
    Duration cancelGrace();

    /** How long the other tasks of such a worker may go on before. */
    @WithDefault("30s")
    Duration neighbourGrace();

    /** How long a pool without pods is kept. */
    @WithDefault("10m")
    Duration retention();
}
