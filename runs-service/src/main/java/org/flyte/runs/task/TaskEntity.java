package org.flyte.runs.task;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code tasks}. */
@Entity(name = "Task")
@Table(name = "tasks")
class TaskEntity {
    @EmbeddedId
    TaskKey key;

    @Column(nullable = false)
    String environment = "";

    @Column(name = "function_name", nullable = false)
    String functionName = "";

    @Column(name = "env_description", nullable = false)
    String envDescription = "";

    @Column(name = "short_description", nullable = false)
    String shortDescription = "";

    @Column(name = "deployed_by")
    byte[] deployedBy;

    @Column(name = "deployed_by_subject", nullable = false)
    String deployedBySubject = "";

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;

    @Column(nullable = false)
    byte[] spec;
}
