package org.flyte.executor.pool;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.flyte.crd.WorkerPoolSpec;

/**
 * A try that may run in a pool.
 *
 * @param pool name of the pool
 * @param container name of the container
 * @param command with arguments
 * @param variables of this try
 * @param spec of the pool, when there is none yet
 */
record PooledTask(
        String pool,
        String container,
        List<String> command,
        Map<String, String> variables,
        Supplier<WorkerPoolSpec> spec) {}
