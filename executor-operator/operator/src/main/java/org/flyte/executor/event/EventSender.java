package org.flyte.executor.event;

import java.util.concurrent.CompletableFuture;
import org.flyte.idl.workflow.ActionEvent;

/** Sends one event; the future completes with the broker's acknowledgement. May block while the broker is unavailable. */
interface EventSender {
    CompletableFuture<Void> send(ActionEvent event);
}
