package org.flyte.actions.status;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.UpdateActionStatusRequest;

/** A TaskAction as a status report for the runs service (executor spec §1.6). */
final class StatusReports {
    private StatusReports() {}

    static UpdateActionStatusRequest of(TrackedAction action) {
        ActionStatus.Builder status = ActionStatus.newBuilder()
                .setPhase(action.phase())
                .setAttempts(action.attempt())
                .setStartTime(timestamp(action.created()));
        CatalogCacheStatus cache = CatalogCacheStatus.forNumber(action.cacheStatus());
        if (cache != null) {
            status.setCacheStatus(cache);
        }
        if (action.ended() != null) {
            status.setEndTime(timestamp(action.ended()));
        }
        UpdateActionStatusRequest.Builder request = UpdateActionStatusRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setStatus(status);
        if (action.condition() && action.phase() == ActionPhase.ACTION_PHASE_SUCCEEDED && action.value() != null) {
            request.setOutput(action.value()).setPrincipal(user(action.signalledBy()));
        }
        return request.build();
    }

    private static EnrichedIdentity user(String subject) {
        return EnrichedIdentity.newBuilder()
                .setUser(User.newBuilder().setId(UserIdentifier.newBuilder().setSubject(subject)))
                .build();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
