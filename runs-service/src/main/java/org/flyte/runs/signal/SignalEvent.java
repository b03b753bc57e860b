package org.flyte.runs.signal;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxStore;
import org.flyte.runs.query.ActionStore;
import org.jboss.logging.Logger;

/**
 * Gives a waiting condition its value. A signal that its record refuses is refused at once, see {@link RecordedCondition}.
 * Another one is stored before it is passed on: once stored, it reaches actions-service even if that is unavailable now. What
 * actions-service refuses for good is passed on unchanged, and forgotten. The phase follows as a status update.
 */
@ApplicationScoped
public class SignalEvent {
    private static final Logger LOG = Logger.getLogger(SignalEvent.class);

    private final ActionsService actions;
    private final ActionStore recorded;
    private final CallerIdentity caller;
    private final OutboxStore outbox;
    private final OutboxConfig config;

    SignalEvent(
            @GrpcClient("actions") ActionsService actions,
            ActionStore recorded,
            CallerIdentity caller,
            OutboxStore outbox,
            OutboxConfig config) {
        this.actions = actions;
        this.recorded = recorded;
        this.caller = caller;
        this.outbox = outbox;
        this.config = config;
    }

    /**
     * Completes when actions-service has accepted the signal, or when it is stored and actions-service unavailable.
     * Fails with NotFound for an action that is not recorded.
     */
    public Uni<Void> execute(ConditionSignal signal) {
        SignalRequest.Builder request = SignalRequest.newBuilder()
                .setActionId(signal.condition().toProto())
                .setValue(signal.value());
        caller.current().ifPresent(request::setSignalledBy);
        return recorded.action(signal.condition()).map(RecordedCondition::new).chain(condition -> {
            String parent = signal.parent().isEmpty() ? condition.parent() : signal.parent();
            return condition.accepts(signal.value())
                    ? deliver(
                            signal.condition(),
                            request.setParentActionName(parent).build())
                    : Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> deliver(ActionKey condition, SignalRequest request) {
        return outbox.addSignal(condition, request.toByteString(), config.lease())
                .chain(entry -> actions.signal(request).onItemOrFailure().transformToUni((answer, failure) -> {
                    if (failure != null && isTransient(failure)) {
                        LOG.warnf(
                                "signal stored, delivered later: run=%s action=%s cause=%s",
                                condition.run(), condition.name(), failure.getMessage());
                        return Uni.createFrom().voidItem();
                    }
                    return outbox.remove(entry)
                            .chain(() -> failure == null
                                    ? Uni.createFrom().voidItem()
                                    : Uni.createFrom().<Void>failure(failure));
                }));
    }

    private static boolean isTransient(Throwable failure) {
        return switch (StatusMapper.statusOf(failure).getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED -> true;
            default -> false;
        };
    }
}
