package org.flyte.executor.pool.wire;

/**
 * What a supervisor says of its worker.
 *
 * @param ready whether it takes tasks
 * @param unusable why it never will; null when it may
 */
public record WorkerState(boolean ready, String unusable) {}
