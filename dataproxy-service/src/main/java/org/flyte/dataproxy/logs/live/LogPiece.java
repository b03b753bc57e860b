package org.flyte.dataproxy.logs.live;

import java.time.Instant;
import org.flyte.idl.logs.dataplane.LogLine;

/**
 * A line of a log, or a piece of a long one.
 *
 * @param time of its line; of the one before when it has none
 * @param size about how many bytes of memory it needs
 */
public record LogPiece(Instant time, LogLine line, int size) {}
