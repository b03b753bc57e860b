package org.flyte.platform.events;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;

/**
 * What makes two records the same event, however often it is sent.
 *
 * @param version the version within the phase
 */
public record EventId(ActionKey action, int attempt, ActionPhase phase, int version) {
    /** Returns the id of an event. */
    public static EventId of(ActionEvent event) {
        return new EventId(ActionKey.of(event.getId()), event.getAttempt(), event.getPhase(), event.getVersion());
    }

    /** {@code project/domain/run/action/attempt/phase/version}. */
    @Override
    public String toString() {
        return "%s/%d/%s/%d".formatted(action, attempt, ActionPhases.shortName(phase), version);
    }
}
