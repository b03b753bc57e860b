package org.flyte.runs.action;

import io.grpc.Status.Code;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.runs.action.ChildStore.Obstacle;
import org.flyte.runs.action.ChildStore.Result;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;

/**
 * Records a child before its TaskAction is created. Any number of calls leave one row, as the first one wrote it. The
 * outcome is OK when it is recorded, now or before, and not terminal; ALREADY_EXISTS with its state when it is terminal,
 * also when it takes over the outputs of an earlier run; ABORTED when its run or parent is terminal; NOT_FOUND when there
 * is no such run or parent.
 */
@ApplicationScoped
public class RecordAction {
    private final GroupCommit<NewAction, Outcome> group;
    private final ChildStore children;
    private final SpecStore specs;
    private final ChangeNotifier changes;

    RecordAction(ChildStore children, SpecStore specs, ChangeNotifier changes, MeterRegistry meters) {
        this.children = children;
        this.specs = specs;
        this.changes = changes;
        this.group = new GroupCommit<>("record", NewAction::key, this::write, Limits.DEFAULT, meters);
    }

    /** Answers after the commit. */
    public Uni<Outcome> execute(NewAction child) {
        return group.submit(child);
    }

    private Uni<List<Outcome>> write(List<NewAction> batch) {
        return specs.store(batch.stream().map(NewAction::spec).toList())
                .chain(() -> children.insert(batch))
                .invoke(result -> changes.changed(result.inserted()))
                .chain(result -> finished(batch, result)
                        .map(states -> batch.stream()
                                .map(child -> outcome(child, result, states))
                                .toList()));
    }

    /** The states of those that have ended, now by recovery or before. */
    private Uni<Map<ActionKey, ChildRow>> finished(List<NewAction> batch, Result result) {
        List<ActionKey> keys = batch.stream()
                .filter(child -> isRecovered(child, result)
                        || hasEnded(result.obstacles().get(child.key())))
                .map(NewAction::key)
                .toList();
        return keys.isEmpty() ? Uni.createFrom().item(Map.of()) : children.states(keys);
    }

    /** Whether the child takes over the outputs of its namesake in an earlier run, which its caller does not know. */
    private static boolean isRecovered(NewAction child, Result result) {
        return child.data().recoveredFrom() == null && result.recovered().contains(child.key());
    }

    private static boolean hasEnded(Obstacle obstacle) {
        return obstacle != null && ActionPhases.isTerminal(obstacle.recorded());
    }

    private static Outcome outcome(NewAction child, Result result, Map<ActionKey, ChildRow> finished) {
        ChildRow state = finished.get(child.key());
        if (state != null) {
            return Outcome.finished(state);
        }
        return result.inserted().contains(child.key())
                ? Outcome.OK
                : outcome(child, result.obstacles().get(child.key()));
    }

    private static Outcome outcome(NewAction child, Obstacle obstacle) {
        if (hasEnded(obstacle)) {
            return new Outcome(Code.ALREADY_EXISTS, "action %s has ended".formatted(child.key()));
        }
        if (!obstacle.runExists()) {
            return new Outcome(Code.NOT_FOUND, "run of action %s does not exist".formatted(child.key()));
        }
        if (!obstacle.parentExists() && obstacle.recorded() == ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            return new Outcome(
                    Code.NOT_FOUND,
                    "parent: action %s of action %s does not exist"
                            .formatted(child.position().parent(), child.key()));
        }
        if (obstacle.runClosed() || obstacle.parentClosed()) {
            return new Outcome(
                    Code.ABORTED,
                    "%s of action %s has ended".formatted(obstacle.runClosed() ? "run" : "parent", child.key()));
        }
        if (child.data().recoveredFrom() != null && obstacle.recorded() == ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            return new Outcome(
                    Code.NOT_FOUND,
                    "recovered_from: task action %s has no outputs"
                            .formatted(child.data().recoveredFrom()));
        }
        return Outcome.OK;
    }
}
