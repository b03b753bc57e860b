package org.flyte.actions.status;

import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.cluster.TrackedStatus;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.ProtoTime;

/** The status of a TaskAction as reported to runs-service. */
record StatusReport(TrackedAction action) {

    UpdateActionStatusRequest toRequest() {
        UpdateActionStatusRequest.Builder request = UpdateActionStatusRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setStatus(status());
        if (isSignalledCondition()) {
            request.setOutput(action.status().value())
                    .setPrincipal(user(action.status().signalledBy()));
        }
        return request.build();
    }

    private ActionStatus.Builder status() {
        TrackedStatus tracked = action.status();
        ActionStatus.Builder status = ActionStatus.newBuilder()
                .setPhase(tracked.phase())
                .setAttempts(tracked.attempt())
                .setStartTime(ProtoTime.of(action.created()));
        CatalogCacheStatus cache = CatalogCacheStatus.forNumber(tracked.cacheStatus());
        if (cache != null) {
            status.setCacheStatus(cache);
        }
        if (tracked.ended() != null) {
            status.setEndTime(ProtoTime.of(tracked.ended()));
        }
        return status;
    }

    private boolean isSignalledCondition() {
        return action.condition()
                && action.phase() == ActionPhase.ACTION_PHASE_SUCCEEDED
                && action.status().value() != null;
    }

    private static EnrichedIdentity user(String subject) {
        return EnrichedIdentity.newBuilder()
                .setUser(User.newBuilder().setId(UserIdentifier.newBuilder().setSubject(subject)))
                .build();
    }
}
