package org.flyte.executor.event;

import java.util.concurrent.CompletableFuture;
import org.flyte.idl.workflow.ActionEvent;

/** Sends one event; the future ends with the broker's acknowledgement. May block while the broker is away. */
interface EventSender {
    CompletableFuture<Void> send(ActionEvent event);
}
