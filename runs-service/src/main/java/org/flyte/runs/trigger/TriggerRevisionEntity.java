package org.flyte.runs.trigger;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code trigger_revisions}: the state of a trigger after a change. Never changed itself. */
@Entity(name = "TriggerRevision")
@Table(name = "trigger_revisions")
class TriggerRevisionEntity extends TriggerState {
    @EmbeddedId
    TriggerRevisionKey key;

    /** Name of a TriggerRevisionAction. */
    @Column(nullable = false)
    String action;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;
}
