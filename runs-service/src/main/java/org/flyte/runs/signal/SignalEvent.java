package org.flyte.runs.signal;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.idl.workflow.SignalEventResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.query.ActionStore;

/**
 * Gives a waiting condition its value (runs spec §11). What actions-service answers is passed on as it is; the phase
 * follows over the status road.
 */
@ApplicationScoped
public class SignalEvent {
    private final ActionsService actions;
    private final ActionStore stored;
    private final Caller caller;

    SignalEvent(@GrpcClient("actions") ActionsService actions, ActionStore stored, Caller caller) {
        this.actions = actions;
        this.stored = stored;
        this.caller = caller;
    }

    public Uni<SignalEventResponse> execute(SignalEventRequest request) {
        ActionKey key = RequestFields.action("action_id", request.getActionId());
        SignalRequest.Builder signal =
                SignalRequest.newBuilder().setActionId(request.getActionId()).setValue(PayloadLiteral.of(request.getPayload()));
        Optional<EnrichedIdentity> signalledBy = caller.current();
        signalledBy.ifPresent(signal::setSignalledBy);
        return parent(key, request)
                .chain(parent ->
                        actions.signal(signal.setParentActionName(parent).build()))
                .replaceWith(SignalEventResponse.getDefaultInstance());
    }

    private Uni<String> parent(ActionKey key, SignalEventRequest request) {
        if (!request.getParentActionName().isEmpty()) {
            return Uni.createFrom().item(request.getParentActionName());
        }
        return stored.action(key)
                .map(action -> action.row().parent() == null ? "" : action.row().parent());
    }
}
