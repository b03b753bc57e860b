package org.flyte.runs.artifact;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code artifact_names}. */
@Entity(name = "ArtifactName")
@Table(name = "artifact_names")
class ArtifactNameEntity {
    @EmbeddedId
    ArtifactNameKey key;

    /** artifact.ArtifactPartitionSchema. */
    @Column(name = "partition_schema", nullable = false, updatable = false)
    byte[] partitionSchema;

    @Column(nullable = false)
    boolean declared;

    @Column(nullable = false)
    long versions;

    /** Empty without a version. */
    @Column(name = "latest_version", nullable = false)
    String latestVersion = "";

    /** Null without a version. */
    @Column(name = "latest_at")
    Instant latestAt;

    /** Of all versions. */
    @Column(name = "metadata_keys", nullable = false)
    String[] metadataKeys;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;
}
