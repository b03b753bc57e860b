package org.flyte.runs.project;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code projects}. */
@Entity(name = "Project")
@Table(name = "projects")
class ProjectEntity {
    @Id
    String identifier;

    @Column(nullable = false)
    String name = "";

    @Column(nullable = false)
    String description = "";

    byte[] labels;

    int state;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;
}
