package org.flyte.runs.artifact;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.sqlclient.Row;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import org.flyte.idl.artifact.Artifact;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.PartitionSchemaMismatch;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.core.ArtifactKey;
import org.flyte.idl.core.ArtifactVersionId;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.db.ResultColumn;

/**
 * A version as it is stored.
 *
 * @param createdBy null when unknown
 * @param mismatch null when the partition keys are those of the name
 */
record ArtifactRow(
        ArtifactVersionKey key,
        Instant createdAt,
        EnrichedIdentity createdBy,
        ArtifactSpec spec,
        PartitionSchemaMismatch mismatch) {

    /** Columns of the table artifacts. */
    enum ArtifactColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        NAME,
        VERSION,
        CREATED_AT,
        CREATED_BY,
        SPEC,
        MISMATCH;

        static final int COUNT = values().length;
        static final String LIST = ResultColumn.listOf("a", values());
    }

    static ArtifactRow of(Row row) {
        return new ArtifactRow(
                new ArtifactVersionKey(
                        ArtifactColumn.PROJECT.text(row),
                        ArtifactColumn.DOMAIN.text(row),
                        ArtifactColumn.NAME.text(row),
                        ArtifactColumn.VERSION.text(row)),
                ArtifactColumn.CREATED_AT.time(row),
                ArtifactColumn.CREATED_BY.message(row, EnrichedIdentity.parser()),
                Objects.requireNonNullElse(
                        ArtifactColumn.SPEC.message(row, ArtifactSpec.parser()), ArtifactSpec.getDefaultInstance()),
                ArtifactColumn.MISMATCH.message(row, PartitionSchemaMismatch.parser()));
    }

    static ArtifactRow of(ArtifactEntity entity) {
        try {
            return new ArtifactRow(
                    entity.key,
                    entity.createdAt,
                    entity.createdBy == null ? null : EnrichedIdentity.parseFrom(entity.createdBy),
                    ArtifactSpec.parseFrom(entity.spec),
                    entity.mismatch == null ? null : PartitionSchemaMismatch.parseFrom(entity.mismatch));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The artifact; its value is marked with where it comes from, so that runs that take it as input show that.
     *
     * @param org of the request, which is echoed
     */
    Artifact toProto(String org) {
        Artifact.Builder artifact = Artifact.newBuilder()
                .setArtifactId(key.toProto(org))
                .setSpec(spec)
                .setCreatedAt(ProtoTime.of(createdAt));
        artifact.getSpecBuilder()
                .getValueBuilder()
                .setArtifactId(ArtifactVersionId.newBuilder()
                        .setKey(ArtifactKey.newBuilder()
                                .setOrg(org)
                                .setProject(key.project())
                                .setDomain(key.domain())
                                .setName(key.name()))
                        .setVersion(key.version()));
        if (createdBy != null) {
            artifact.setCreatedBy(createdBy);
        }
        if (mismatch != null) {
            artifact.setPartitionSchemaMismatch(mismatch);
        }
        return artifact.build();
    }
}
