package org.flyte.runs.replicas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.replicas.History.AbortAcknowledged;
import org.flyte.runs.replicas.History.AbortDelivered;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.ChildRecorded;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.History.Enqueued;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.RunCreated;
import org.flyte.runs.replicas.History.Seen;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.replicas.History.UnexpectedAnswer;

/** Compares a history with its end. Each violation is a line that names the promise and what broke it. */
final class HistoryCheck {
    private static final String ROOT = "a0";

    private final History history;
    private final End end;
    private final List<String> violations = new ArrayList<>();

    HistoryCheck(History history, End end) {
        this.history = history;
        this.end = end;
    }

    List<String> violations() {
        everyActionEnds();
        everyStreamMovesForward();
        anAttemptEndsOnce();
        everyViewIsTheSame();
        nothingAcknowledgedIsLost();
        aRequestIsOneRun();
        abortsAreFinalAndDelivered();
        everyRunIsEnqueued();
        history.all(UnexpectedAnswer.class).forEach(answer -> violation("faults are UNAVAILABLE", answer.what()));
        return violations;
    }

    private void everyActionEnds() {
        end.stored().forEach((action, state) -> {
            if (!ActionPhases.isTerminal(state.phase())) {
                violation("every action ends", action + " is " + state);
            }
        });
    }

    private void everyStreamMovesForward() {
        record Place(int stream, Action action) {}
        Map<Place, State> last = new HashMap<>();
        for (Seen seen : history.all(Seen.class)) {
            State before = last.put(new Place(seen.stream(), seen.action()), seen.state());
            if (before != null && isBefore(seen.state(), before)) {
                violation("phases move forward", seen + " came after " + before);
            }
        }
    }

    /** Of one attempt nobody sees two terminal phases. */
    private void anAttemptEndsOnce() {
        record Attempt(Action action, int attempt) {}
        Map<Attempt, Set<ActionPhase>> ends = new HashMap<>();
        for (Seen seen : history.all(Seen.class)) {
            if (ActionPhases.isTerminal(seen.state().phase())) {
                ends.computeIfAbsent(new Attempt(seen.action(), seen.state().attempt()), a -> new TreeSet<>())
                        .add(seen.state().phase());
            }
        }
        ends.forEach((attempt, phases) -> {
            if (phases.size() > 1) {
                violation("an attempt ends once", attempt + " was seen as " + phases);
            }
        });
    }

    private void everyViewIsTheSame() {
        differ("ListActions of the first replica", end.first());
        differ("ListActions of the second replica", end.second());
        differ("a fresh WatchActions", end.watched());
        Map<Action, State> last = new HashMap<>();
        history.all(Seen.class).forEach(seen -> last.put(seen.action(), seen.state()));
        last.forEach((action, state) -> {
            State stored = end.stored().get(action);
            if (stored == null || isBefore(stored, state)) {
                violation("every view is the same", action + " was seen as " + state + " and is " + stored);
            }
        });
    }

    private void differ(String view, Map<Action, State> shown) {
        Set<Action> actions = new HashSet<>(shown.keySet());
        actions.addAll(end.stored().keySet());
        for (Action action : actions) {
            State expected = end.stored().get(action);
            if (expected == null || !expected.equals(shown.get(action))) {
                violation(
                        "every view is the same",
                        view + ": " + action + " is " + shown.get(action) + ", not " + expected);
            }
        }
    }

    private void nothingAcknowledgedIsLost() {
        history.all(RunCreated.class).forEach(run -> stored(new Action(run.run(), ROOT), run));
        history.all(ChildRecorded.class).forEach(child -> stored(child.action(), child));
        for (PhaseAcknowledged phase : history.all(PhaseAcknowledged.class)) {
            State stored = end.stored().get(phase.action());
            if (stored == null || (isBefore(stored, phase.state()) && !isLate(phase, stored))) {
                violation("nothing acknowledged is lost", phase + ", but it is " + stored);
            }
            if (phase.source() == Source.EVENT
                    && !end.events().getOrDefault(phase.action(), List.of()).contains(phase.state())) {
                violation("nothing acknowledged is lost", phase + ", but the event log has no such event");
            }
        }
    }

    /**
     * An abort ends the action, whatever attempt it is in: that it is aborted is all that a report of a further attempt can
     * confirm. The broker takes other reports too.
     */
    private static boolean isLate(PhaseAcknowledged phase, State stored) {
        return stored.phase() == ActionPhase.ACTION_PHASE_ABORTED
                && (phase.source() == Source.EVENT || phase.state().phase() == ActionPhase.ACTION_PHASE_ABORTED);
    }

    private void stored(Action action, Object fact) {
        if (!end.stored().containsKey(action)) {
            violation("nothing acknowledged is lost", fact + ", but there is no row");
        }
    }

    /** The same request is one run however often it is sent; another request is another run. */
    private void aRequestIsOneRun() {
        record Request(String id, String fingerprint) {}
        Map<Request, String> runs = new HashMap<>();
        Map<String, Request> requests = new HashMap<>();
        for (RunCreated created : history.all(RunCreated.class)) {
            Request request = new Request(created.requestId(), created.fingerprint());
            String run = runs.putIfAbsent(request, created.run());
            if (run != null && !run.equals(created.run())) {
                violation("a request is one run", request + " made " + run + " and " + created.run());
            }
            Request other = requests.putIfAbsent(created.run(), request);
            if (other != null && !other.equals(request)) {
                violation("a request is one run", created.run() + " answered " + other + " and " + request);
            }
        }
    }

    private void abortsAreFinalAndDelivered() {
        Set<Action> delivered = new HashSet<>();
        history.all(AbortDelivered.class).forEach(abort -> delivered.add(abort.action()));
        for (AbortAcknowledged abort : history.all(AbortAcknowledged.class)) {
            Action root = new Action(abort.run(), ROOT);
            State state = end.stored().get(root);
            if (state != null && state.phase() == ActionPhase.ACTION_PHASE_ABORTED && !delivered.contains(root)) {
                violation("aborts reach the pods", root + " was aborted, but actions-service was not told");
            }
        }
    }

    /** But for those that were aborted before. */
    private void everyRunIsEnqueued() {
        Set<Action> enqueued = new HashSet<>();
        history.all(Enqueued.class).forEach(fact -> enqueued.add(fact.action()));
        for (RunCreated created : history.all(RunCreated.class)) {
            Action root = new Action(created.run(), ROOT);
            State state = end.stored().get(root);
            if (state != null && state.phase() != ActionPhase.ACTION_PHASE_ABORTED && !enqueued.contains(root)) {
                violation("every run is enqueued", root + " ended as " + state + " without a pod");
            }
        }
    }

    private static boolean isBefore(State state, State other) {
        if (state.attempt() != other.attempt()) {
            return state.attempt() < other.attempt();
        }
        boolean ended = ActionPhases.isTerminal(state.phase());
        boolean otherEnded = ActionPhases.isTerminal(other.phase());
        return ended || otherEnded
                ? !ended && otherEnded
                : ActionPhases.rank(state.phase()) < ActionPhases.rank(other.phase());
    }

    private void violation(String promise, String what) {
        violations.add(promise + ": " + what);
    }
}
