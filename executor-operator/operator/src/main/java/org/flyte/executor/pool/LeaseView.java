package org.flyte.executor.pool;

import java.time.Instant;
import org.flyte.executor.pool.rule.End;
import org.flyte.executor.pool.wire.Session;

/**
 * A lease at one moment.
 *
 * @param session null while its replica is not connected
 */
record LeaseView(End end, boolean refused, boolean sent, Session session, Instant disconnectedAt, Instant since) {}
