package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;

/** What is in a queue. */
@JsonIgnoreProperties(ignoreUnknown = true)
public class TaskQueueStatus {
    /** Actions at work, those that wait for their children included. */
    public int working;

    /** Actions that wait for a slot. */
    public int waiting;

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskQueueStatus status && working == status.working && waiting == status.waiting;
    }

    @Override
    public int hashCode() {
        return Objects.hash(working, waiting);
    }
}
