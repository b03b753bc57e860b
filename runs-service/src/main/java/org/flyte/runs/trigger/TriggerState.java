package org.flyte.runs.trigger;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;

/** What a trigger and each of its revisions have in common. */
@MappedSuperclass
abstract class TriggerState {
    @Column(name = "task_version", nullable = false)
    String taskVersion;

    @Column(nullable = false)
    boolean active;

    /** Name of a TriggerAutomationSpecType. */
    @Column(name = "automation_type", nullable = false)
    String automationType;

    @Column(name = "automation_spec", nullable = false)
    byte[] automation;

    @Column(nullable = false)
    byte[] spec;

    @Column(nullable = false)
    String description = "";

    @Column(name = "deployed_by")
    byte[] deployedBy;

    @Column(name = "updated_by")
    byte[] updatedBy;

    @Column(name = "deployed_at", nullable = false)
    Instant deployedAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;

    @Column(name = "triggered_at")
    Instant triggeredAt;

    @Column(name = "deleted_at")
    Instant deletedAt;

    void copyFrom(TriggerState other) {
        taskVersion = other.taskVersion;
        active = other.active;
        automationType = other.automationType;
        automation = other.automation;
        spec = other.spec;
        description = other.description;
        deployedBy = other.deployedBy;
        updatedBy = other.updatedBy;
        deployedAt = other.deployedAt;
        updatedAt = other.updatedAt;
        triggeredAt = other.triggeredAt;
        deletedAt = other.deletedAt;
    }
}
