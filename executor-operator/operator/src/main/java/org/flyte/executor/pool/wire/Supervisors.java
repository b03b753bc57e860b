package org.flyte.executor.pool.wire;

import java.util.Optional;

/** Decides which supervisors may connect. */
public interface Supervisors {
    /** The receiver of what it says; empty when it is refused. Blocks. */
    Optional<SupervisorListener> accept(Hello hello, Session session);
}
