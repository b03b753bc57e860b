package org.flyte.executor.pool.wire;

import org.flyte.executor.pool.rule.End;

/** Receives what a supervisor says, in order, on one thread. */
public interface SupervisorListener {
    void state(WorkerState state);

    /** It holds a slot for the try. */
    void accepted(String id);

    /** It has no slot for the try, and has not started it. */
    void refused(String id);

    void started(String id);

    /** @param log what the try has printed, compressed; null when it is too much */
    void ended(String id, End end, byte[] log);

    /** A worker has ended, and another one starts. */
    void restarted(String reason);

    /** The connection has ended. */
    void closed();
}
