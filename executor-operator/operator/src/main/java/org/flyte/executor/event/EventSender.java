package org.flyte.executor.event;

import java.util.concurrent.CompletableFuture;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.tracing.TraceParent;

/** Sends events to a broker. */
interface EventSender extends AutoCloseable {
    /**
     * Sends one event; the future completes with the broker's acknowledgement. May block while the broker is unavailable.
     *
     * @param trace that the event is part of, or null
     */
    CompletableFuture<Void> send(ActionEvent event, TraceParent trace);

    @Override
    default void close() {}
}
