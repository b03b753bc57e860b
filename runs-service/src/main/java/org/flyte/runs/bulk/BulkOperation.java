package org.flyte.runs.bulk;

import java.time.Instant;
import java.util.Optional;
import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ProtoTime;

/**
 * An operation as it is stored.
 *
 * @param request as it was asked for, with defaults filled in
 * @param state wire number of a BulkState
 * @param progress how many of its runs have which result
 */
record BulkOperation(
        String id,
        StartBulkOperationRequest request,
        int state,
        Optional<EnrichedIdentity> createdBy,
        Instant createdAt,
        Optional<Instant> endedAt,
        Progress progress) {
    record Progress(int total, int succeeded, int skipped, int failed) {}

    BulkKind kind() {
        return BulkKind.of(request);
    }

    String project() {
        return request.getProjectId().getName();
    }

    String domain() {
        return request.getProjectId().getDomain();
    }

    org.flyte.idl.bulk.BulkOperation toProto() {
        org.flyte.idl.bulk.BulkOperation.Builder message = org.flyte.idl.bulk.BulkOperation.newBuilder()
                .setId(id)
                .setRequest(request)
                .setStateValue(state)
                .setCreatedAt(ProtoTime.of(createdAt))
                .setTotal(progress.total())
                .setSucceeded(progress.succeeded())
                .setSkipped(progress.skipped())
                .setFailed(progress.failed());
        createdBy.ifPresent(message::setCreatedBy);
        endedAt.map(ProtoTime::of).ifPresent(message::setEndedAt);
        return message.build();
    }
}
