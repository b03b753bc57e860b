package org.flyte.runs.settings;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code settings}. */
@Entity(name = "Settings")
@Table(name = "settings")
class SettingsEntity {
    @EmbeddedId
    SettingsScope scope;

    /** settings.Settings. */
    @Column(nullable = false)
    byte[] data;

    /** Counts the changes, from 1. */
    @Column(nullable = false)
    long version;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;
}
