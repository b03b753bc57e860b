package org.flyte.runs.replicas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flyte.idl.common.ActionPhase;

/** What clients were told while the replicas were killed, in the order in which it was told. Thread-safe. */
final class History {
    private final Queue<Fact> facts = new ConcurrentLinkedQueue<>();

    /** One thing that happened. Names are enough to identify: all runs are in one project and domain. */
    sealed interface Fact {}

    /** CreateRun was acknowledged. The fingerprint stands for all that the request said. */
    record RunCreated(String requestId, String fingerprint, String run) implements Fact {}

    /** RecordAction was acknowledged. */
    record ChildRecorded(Action action) implements Fact {}

    /** UpdateActionStatus or the broker acknowledged a phase. */
    record PhaseAcknowledged(Action action, State state, Source source) implements Fact {}

    /** AbortRun was acknowledged. */
    record AbortAcknowledged(String run) implements Fact {}

    /** actions-service was asked to stop an action and its descendants. */
    record AbortDelivered(Action action) implements Fact {}

    /** actions-service was asked to execute an action. */
    record Enqueued(Action action) implements Fact {}

    /** A stream showed an action. Streams are numbered. */
    record Seen(int stream, Action action, State state) implements Fact {}

    /** An answer that no fault explains. */
    record UnexpectedAnswer(String what) implements Fact {}

    enum Source {
        STATUS,
        EVENT
    }

    record Action(String run, String name) {}

    /** A phase of an attempt. */
    record State(int attempt, ActionPhase phase) {}

    /**
     * What is there after the faults.
     *
     * @param first actions by ListActions of the first replica
     * @param second by ListActions of the second replica
     * @param watched by a fresh WatchActions
     * @param stored by the table
     * @param events rows of the event log
     */
    record End(
            Map<Action, State> first,
            Map<Action, State> second,
            Map<Action, State> watched,
            Map<Action, State> stored,
            Map<Action, List<State>> events) {}

    void add(Fact fact) {
        facts.add(fact);
    }

    <F extends Fact> List<F> all(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Fact> all() {
        return new ArrayList<>(facts);
    }
}
