package org.flyte.actions.signal;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.flyte.actions.cluster.ConditionObject;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.signal.rule.ConditionState;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Writes the value of a waiting condition into its TaskAction; the operator then ends the condition. */
@ApplicationScoped
public class SignalCondition {
    private static final int MAX_TRIES = 5;
    private static final Backoff CONFLICT_BACKOFF = Backoff.doubling(Duration.ofMillis(10), Duration.ofSeconds(1));

    private final TaskActionStore taskActions;
    private final ExecutorService virtualThreads;
    private final Clock clock;

    SignalCondition(TaskActionStore taskActions, @VirtualThreads ExecutorService virtualThreads, Clock clock) {
        this.taskActions = taskActions;
        this.virtualThreads = virtualThreads;
        this.clock = clock;
    }

    /** Completes when the value is written, or had been written before. */
    public Uni<Void> execute(ReceivedSignal signal) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    write(signal);
                    return null;
                })
                .runSubscriptionOn(virtualThreads);
    }

    private void write(ReceivedSignal signal) {
        for (int conflicts = 1; conflicts <= MAX_TRIES; conflicts++) {
            if (tryOnce(signal)) {
                return;
            }
            LockSupport.parkNanos(CONFLICT_BACKOFF
                    .jittered(conflicts, ThreadLocalRandom.current())
                    .toNanos());
        }
        throw new Unavailable(
                null,
                "condition %s: concurrent writes to its TaskAction; retry",
                signal.condition().name());
    }

    private boolean tryOnce(ReceivedSignal signal) {
        ConditionObject condition = taskActions
                .readCondition(signal.condition())
                .orElseThrow(() -> new NotFound("condition %s has no TaskAction", signal.condition()));
        ConditionState state =
                new ConditionState(signal.condition().name(), condition.type(), condition.value(), condition.phase());
        return !state.accepts(signal.value())
                || taskActions.signal(condition, signal.value().literal(), signal.signalledBy(), clock.instant());
    }
}
