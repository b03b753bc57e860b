package org.flyte.executor.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.tracing.TraceParent;

/** A broker that a test lets answer as it likes. */
final class RecordingBroker implements EventSender {
    private final List<String> sent = new ArrayList<>();
    private final List<TraceParent> traces = new ArrayList<>();
    private Function<String, CompletableFuture<Void>> answer = _ -> CompletableFuture.completedFuture(null);

    /** @param answerTo by {@code PHASE/attempt} */
    synchronized void answer(Function<String, CompletableFuture<Void>> answerTo) {
        answer = answerTo;
    }

    /** Everything sent so far as {@code PHASE/attempt}, in order. */
    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    /** Which trace each of them was sent with, null for none. */
    synchronized List<TraceParent> traces() {
        return Collections.unmodifiableList(new ArrayList<>(traces));
    }

    @Override
    public synchronized CompletableFuture<Void> send(ActionEvent event, TraceParent trace) {
        String name = ActionPhases.shortName(event.getPhase()) + "/" + event.getAttempt();
        sent.add(name);
        traces.add(trace);
        return answer.apply(name);
    }
}
