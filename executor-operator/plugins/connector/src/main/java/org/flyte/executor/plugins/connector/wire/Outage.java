package org.flyte.executor.plugins.connector.wire;

import io.grpc.Status;
import java.time.Instant;

/**
 * A connector service does not answer.
 *
 * @param since when it was noticed
 * @param until before when it is not called again
 * @param status how the last call ended
 */
record Outage(Instant since, Instant until, Status status, int failures) {}
