package org.flyte.runs.artifact;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.idl.artifact.ArtifactPartitionSchema;
import org.flyte.idl.artifact.ArtifactSource;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.runs.artifact.rule.PartitionKeys;

/** A version that is added to a locked name. */
record NewVersion(ArtifactNameEntity name, NewArtifact artifact) {
    private static final int MAX_METADATA_KEYS = 1000;

    static PartitionKeys keysOf(ArtifactNameEntity name) {
        try {
            return PartitionKeys.stored(ArtifactPartitionSchema.parseFrom(name.partitionSchema));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The row of the version. It is newer than all of its name, however far the clocks of replicas are apart. */
    ArtifactEntity entity(Instant now, Optional<EnrichedIdentity> by) {
        ArtifactEntity entity = new ArtifactEntity();
        entity.key = artifact.key();
        entity.createdAt =
                name.latestAt == null || now.isAfter(name.latestAt) ? now : name.latestAt.plus(1, ChronoUnit.MICROS);
        entity.createdBy = by.map(EnrichedIdentity::toByteArray).orElse(null);
        entity.createdBySubject =
                by.map(who -> who.getUser().getId().getSubject()).orElse("");
        entity.spec = artifact.spec().toByteArray();
        entity.userMetadata = json(artifact.spec().getInfo().getUserMetadataMap());
        setPartition(entity);
        setSource(entity, artifact.spec().getSource());
        return entity;
    }

    /** Counts the version in the row of the name. */
    void countIn(ArtifactEntity entity) {
        name.versions++;
        name.latestVersion = entity.key.version();
        name.latestAt = entity.createdAt;
        String[] keys = Stream.concat(
                        Arrays.stream(name.metadataKeys),
                        artifact.spec().getInfo().getUserMetadataMap().keySet().stream())
                .distinct()
                .toArray(String[]::new);
        if (keys.length > MAX_METADATA_KEYS) {
            throw new Exhausted(
                    "spec.info.user_metadata: the versions of artifact %s have %d different keys, at most %d are allowed;"
                            + " put what varies into the values",
                    name.key.name(), keys.length, MAX_METADATA_KEYS);
        }
        if (keys.length > name.metadataKeys.length) {
            name.metadataKeys = keys;
        }
    }

    private void setPartition(ArtifactEntity entity) {
        PartitionKeys expected = keysOf(name);
        if (expected.equalKeys(artifact.partitionKeys())) {
            entity.partitions = json(artifact.partitions());
            entity.timePartition = artifact.timePartition();
            entity.partitionId = artifact.partitionId();
        } else {
            entity.mismatch = expected.mismatch(artifact.partitionKeys()).toByteArray();
        }
    }

    private static void setSource(ArtifactEntity entity, ArtifactSource source) {
        switch (source.getSourceCase()) {
            case TASK_ACTION -> {
                entity.sourceRun = source.getTaskAction().getAction().getRun().getName();
                entity.sourceAction = source.getTaskAction().getAction().getName();
            }
            case EXTERNAL_REF -> entity.sourceExternalRef = source.getExternalRef();
            case SOURCE_NOT_SET -> {}
        }
    }

    private static String json(Map<String, String> map) {
        JsonObject json = new JsonObject();
        map.forEach(json::put);
        return json.encode();
    }
}
