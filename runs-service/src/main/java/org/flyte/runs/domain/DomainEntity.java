package org.flyte.runs.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code domains}: a domain that was created, or the name of a configured one. */
@Entity(name = "Domain")
@Table(name = "domains")
class DomainEntity {
    @Id
    String id;

    @Column(name = "friendly_name", nullable = false)
    String friendlyName;

    /** False for a configured domain, which exists only as long as the configuration names it. */
    @Column(nullable = false, updatable = false)
    boolean created;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;
}
