package org.flyte.runs.action;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.CheckedEvent;
import org.flyte.platform.model.ActionKey;

/**
 * An event as the event log stores it.
 *
 * @param errorKind name of the kind of the error, null without an error
 */
public record EventRow(
        ActionKey key, int attempt, ActionPhase phase, int version, String errorKind, ActionEvent event) {
    /** Fails with InvalidArgument that names the field. */
    public static EventRow of(ActionEvent event) {
        CheckedEvent checked = CheckedEvent.of("event", event);
        return new EventRow(
                checked.key(),
                checked.attempt(),
                checked.phase(),
                checked.version(),
                event.hasErrorInfo() ? event.getErrorInfo().getKind().name() : null,
                event);
    }
}
