package org.flyte.runs.signal;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.idl.workflow.SignalEventResponse;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.query.ActionReader;
import org.flyte.runs.query.Ids;

/**
 * Gives a waiting condition its value (runs spec §11). What actions-service answers is passed on as it is; the phase
 * follows over the status road.
 */
@ApplicationScoped
public class SignalEvent {
    private final ActionsService actions;
    private final ActionReader reader;
    private final Caller caller;

    SignalEvent(@GrpcClient("actions") ActionsService actions, ActionReader reader, Caller caller) {
        this.actions = actions;
        this.reader = reader;
        this.caller = caller;
    }

    public Uni<SignalEventResponse> execute(SignalEventRequest request) {
        ActionIdentifier id = Ids.required("action_id", request.getActionId());
        SignalRequest.Builder signal =
                SignalRequest.newBuilder().setActionId(id).setValue(PayloadLiteral.of(request.getPayload()));
        Optional<EnrichedIdentity> signalledBy = caller.current();
        signalledBy.ifPresent(signal::setSignalledBy);
        return parent(request)
                .chain(parent ->
                        actions.signal(signal.setParentActionName(parent).build()))
                .replaceWith(SignalEventResponse.getDefaultInstance());
    }

    private Uni<String> parent(SignalEventRequest request) {
        if (!request.getParentActionName().isEmpty()) {
            return Uni.createFrom().item(request.getParentActionName());
        }
        return reader.action(request.getActionId())
                .map(state -> state.row().parent() == null ? "" : state.row().parent());
    }
}
