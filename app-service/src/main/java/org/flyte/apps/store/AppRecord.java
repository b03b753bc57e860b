package org.flyte.apps.store;

import java.time.Instant;
import org.flyte.apps.AppKey;
import org.flyte.idl.app.App;
import org.flyte.platform.model.ProtoTime;

/**
 * A row.
 *
 * @param number order of creation
 * @param objectName name of its Kubernetes objects
 * @param version counts all changes of the row
 */
public record AppRecord(
        AppKey key,
        long number,
        String objectName,
        long version,
        AppState state,
        Instant createdAt,
        Instant updatedAt) {
    /** As clients see it. */
    public App toProto() {
        return App.newBuilder()
                .setMetadata(state.meta().toBuilder().setRevision(state.revision()))
                .setSpec(state.spec())
                .setStatus(state.status().toBuilder()
                        .setCreatedAt(ProtoTime.of(createdAt))
                        .setLastUpdatedAt(ProtoTime.of(updatedAt)))
                .build();
    }

    public boolean isDeleted() {
        return state.deleted();
    }

    public long revision() {
        return state.revision();
    }
}
