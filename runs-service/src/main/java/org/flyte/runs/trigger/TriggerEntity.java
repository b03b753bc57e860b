package org.flyte.runs.trigger;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.runs.trigger.rule.DueTimes;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A row of {@code triggers}. Each change makes a revision. The scheduler writes the columns of the schedule too, so that a
 * row is changed under a lock, and only in the columns that change.
 */
@Entity(name = "Trigger")
@Table(name = "triggers")
@DynamicUpdate
class TriggerEntity extends TriggerState {
    @EmbeddedId
    TriggerKey key;

    @Column(nullable = false)
    long revision;

    @Column(name = "anchor_at")
    Instant anchorAt;

    @Column(name = "next_fire_at")
    Instant nextFireAt;

    @Column(name = "claimed_until")
    Instant claimedUntil;

    @Column(nullable = false)
    int failures;

    /** Takes a deployed version over. A schedule that stays the same goes on; another one starts now. */
    void deploy(TriggerVersion version, byte[] by, Instant now) {
        boolean fresh = revision == 0 || deletedAt != null;
        byte[] newAutomation = version.automation().toByteArray();
        boolean switched = fresh || active != version.active();
        boolean rescheduled = switched || !Arrays.equals(automation, newAutomation);
        taskVersion = version.taskVersion();
        active = version.active();
        automationType = version.automation().getType().name();
        automation = newAutomation;
        spec = version.spec().toByteArray();
        description = version.description();
        deployedAt = now;
        deployedBy = by;
        deletedAt = null;
        if (switched) {
            updatedAt = now;
            updatedBy = by;
        }
        if (rescheduled) {
            schedule(now);
        }
        revision++;
    }

    /** Switches the trigger on or off; answers whether that changed it. */
    boolean activate(boolean wanted, byte[] by, Instant now) {
        if (deletedAt != null || active == wanted) {
            return false;
        }
        active = wanted;
        updatedAt = now;
        updatedBy = by;
        schedule(now);
        revision++;
        return true;
    }

    /** Marks the trigger as deleted; answers whether that changed it. */
    boolean delete(byte[] by, Instant now) {
        if (deletedAt != null) {
            return false;
        }
        deletedAt = now;
        active = false;
        updatedBy = by;
        schedule(now);
        revision++;
        return true;
    }

    TriggerAutomationSpec automationSpec() {
        try {
            return TriggerAutomationSpec.parseFrom(automation);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was due while the trigger was off is not made up for. */
    private void schedule(Instant now) {
        TriggerAutomationSpec current = automationSpec();
        anchorAt = now;
        nextFireAt = active && deletedAt == null && current.hasSchedule()
                ? DueTimes.of(current.getSchedule(), now).after(now).orElse(null)
                : null;
        claimedUntil = null;
        failures = 0;
    }
}
