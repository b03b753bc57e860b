package org.flyte.cache.output;

import java.time.Instant;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.Metadata;
import org.flyte.platform.model.ProtoTime;

/**
 * A stored entry.
 *
 * @param outputUri address of the outputs in the object store
 * @param metadata as it was given
 * @param createdAt when the key was first stored, or what its writer said
 * @param updatedAt when it was last stored
 */
record CachedEntry(String outputUri, Metadata metadata, Instant createdAt, Instant updatedAt) {
    CachedOutput toProto() {
        return CachedOutput.newBuilder()
                .setOutputUri(outputUri)
                .setMetadata(metadata.toBuilder()
                        .setCreatedAt(ProtoTime.of(createdAt))
                        .setLastUpdatedAt(ProtoTime.of(updatedAt)))
                .build();
    }
}
