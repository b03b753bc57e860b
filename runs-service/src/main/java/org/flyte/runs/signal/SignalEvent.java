package org.flyte.runs.signal;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.query.ActionStore;

/**
 * Gives a waiting condition its value. A failure of actions-service is passed on unchanged; the phase follows as a
 * status update.
 */
@ApplicationScoped
public class SignalEvent {
    private final ActionsService actions;
    private final ActionStore recorded;
    private final Caller caller;

    SignalEvent(@GrpcClient("actions") ActionsService actions, ActionStore recorded, Caller caller) {
        this.actions = actions;
        this.recorded = recorded;
        this.caller = caller;
    }

    /** Completes when actions-service has accepted the signal. */
    public Uni<Void> execute(ConditionSignal signal) {
        SignalRequest.Builder request = SignalRequest.newBuilder()
                .setActionId(signal.condition().toProto())
                .setValue(signal.value());
        caller.current().ifPresent(request::setSignalledBy);
        return parent(signal)
                .chain(parent ->
                        actions.signal(request.setParentActionName(parent).build()))
                .replaceWithVoid();
    }

    private Uni<String> parent(ConditionSignal signal) {
        if (!signal.parent().isEmpty()) {
            return Uni.createFrom().item(signal.parent());
        }
        return recorded.action(signal.condition())
                .map(state -> state.row().parent() == null ? "" : state.row().parent());
    }
}
