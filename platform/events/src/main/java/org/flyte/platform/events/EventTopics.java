package org.flyte.platform.events;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;

/** The one place that names topics and keys (design D4). */
public final class EventTopics {
    /** One CloudEvents record per phase change; payload {@code flyteidl2.workflow.ActionEvent}. */
    public static final String ACTION_EVENTS = "flyte.action-events";

    /** Records of {@link #ACTION_EVENTS} that no attempt could process, with the cause as a header. */
    public static final String ACTION_EVENTS_DLQ = "flyte.action-events.dlq";

    private EventTopics() {}

    /** The record key: all events of a run share a partition, so they keep their order. The org takes no part (D12). */
    public static String key(RunIdentifier run) {
        return run.getProject() + "/" + run.getDomain() + "/" + run.getName();
    }

    public static String key(ActionIdentifier action) {
        return key(action.getRun());
    }
}
