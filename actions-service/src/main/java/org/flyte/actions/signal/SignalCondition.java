package org.flyte.actions.signal;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.flyte.actions.cluster.ConditionObject;
import org.flyte.actions.cluster.TaskActions;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.Identifiers;
import org.flyte.actions.signal.rule.SignalRules;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Gives a waiting condition its value; the operator then ends it (executor spec §1.5, §3.9). */
@ApplicationScoped
public class SignalCondition {
    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

    private final TaskActions taskActions;
    private final ExecutorService virtualThreads;
    private final Clock clock;

    @Inject
    SignalCondition(TaskActions taskActions, @VirtualThreads ExecutorService virtualThreads) {
        this(taskActions, virtualThreads, Clock.systemUTC());
    }

    SignalCondition(TaskActions taskActions, ExecutorService virtualThreads, Clock clock) {
        this.taskActions = taskActions;
        this.virtualThreads = virtualThreads;
        this.clock = clock;
    }

    /** Completes when the value is written, or was before. */
    public Uni<Void> execute(SignalRequest request) {
        ActionKey key = Identifiers.actionKey(request.hasActionId(), request.getActionId(), "action_id");
        SignalRules.checkValue(request.hasValue(), request.getValue());
        return Uni.createFrom()
                .<Void>item(() -> {
                    write(key, request);
                    return null;
                })
                .runSubscriptionOn(virtualThreads);
    }

    private void write(ActionKey key, SignalRequest request) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (tryOnce(key, request)) {
                return;
            }
            long most = FIRST_PAUSE.toNanos() << attempt;
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 2, most));
        }
        throw new Unavailable(null, "condition %s is being written by others, try again", key.name());
    }

    private boolean tryOnce(ActionKey key, SignalRequest request) {
        ConditionObject condition =
                taskActions.readCondition(key).orElseThrow(() -> new NotFound("condition %s has no TaskAction", key));
        boolean news = SignalRules.judge(
                key.name(), condition.type(), condition.given(), condition.phase(), request.getValue());
        return !news || taskActions.signal(condition, request.getValue(), subject(request), clock.instant());
    }

    private static String subject(SignalRequest request) {
        EnrichedIdentity by = request.getSignalledBy();
        return by.hasUser()
                ? by.getUser().getId().getSubject()
                : by.getApplication().getId().getSubject();
    }
}
