package org.flyte.executor.plugins.connector.wire;

import io.grpc.Status;
import java.time.Instant;

/**
 * A connector service does not answer.
 *
 * @param until before when it is not called again
 * @param status how the last call ended
 * @param failures noticed, of calls after each other
 */
record Outage(Instant until, Status status, int failures) {}
