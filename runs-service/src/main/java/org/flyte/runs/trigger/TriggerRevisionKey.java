package org.flyte.runs.trigger;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * One revision of a trigger.
 *
 * @param revision from 1
 */
@Embeddable
record TriggerRevisionKey(
        String project,
        String domain,
        @Column(name = "task_name") String taskName,
        String name,
        long revision) {
    static TriggerRevisionKey of(TriggerKey key, long revision) {
        return new TriggerRevisionKey(key.project(), key.domain(), key.taskName(), key.name(), revision);
    }
}
