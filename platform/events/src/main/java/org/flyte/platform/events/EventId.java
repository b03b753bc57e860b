package org.flyte.platform.events;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;

/** What makes two records the same event: the action, its attempt, the phase and the version within the phase. */
public final class EventId {
    private static final String PREFIX = "ACTION_PHASE_";

    private EventId() {}

    /** {@code project/domain/run/action/attempt/phase/version}; the same event has the same id however often it is sent. */
    public static String of(ActionEvent event) {
        return "%s/%s/%d/%s/%d"
                .formatted(
                        EventTopics.key(event.getId()),
                        event.getId().getName(),
                        event.getAttempt(),
                        shortName(event.getPhase()),
                        event.getVersion());
    }

    private static String shortName(ActionPhase phase) {
        return phase.name().startsWith(PREFIX) ? phase.name().substring(PREFIX.length()) : phase.name();
    }
}
