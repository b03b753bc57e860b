package org.flyte.executor.pool.wire;

import java.util.Set;

/**
 * What a supervisor says of itself when it connects.
 *
 * @param pool {@code namespace/name}
 * @param pod name of its pod
 * @param uid of its pod
 * @param token of the pool
 * @param running tries that its worker runs
 */
public record Hello(String pool, String pod, String uid, String token, Set<String> running, WorkerState state) {}
