package org.flyte.runs.artifact;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;

/** A row of {@code artifacts}: one version. Never changed. */
@Entity(name = "Artifact")
@Table(name = "artifacts")
class ArtifactEntity {
    private static final String WRITE = "cast(cast(? as text) as jsonb)";

    @EmbeddedId
    ArtifactVersionKey key;

    /** Increases from version to version of a name. */
    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    /** common.EnrichedIdentity. */
    @Column(name = "created_by")
    byte[] createdBy;

    @Column(name = "created_by_subject", nullable = false)
    String createdBySubject = "";

    /** artifact.ArtifactSpec. */
    @Column(nullable = false)
    byte[] spec;

    /** artifact.PartitionSchemaMismatch; then the three columns of the partition are null. */
    byte[] mismatch;

    /** A JSON object. */
    @Column(name = "user_metadata", nullable = false)
    @ColumnTransformer(read = "cast(user_metadata as text)", write = WRITE)
    String userMetadata;

    /** A JSON object. */
    @ColumnTransformer(read = "cast(partitions as text)", write = WRITE)
    String partitions;

    @Column(name = "time_partition")
    Instant timePartition;

    @Column(name = "partition_id")
    String partitionId;

    @Column(name = "source_run")
    String sourceRun;

    @Column(name = "source_action")
    String sourceAction;

    @Column(name = "source_external_ref")
    String sourceExternalRef;
}
