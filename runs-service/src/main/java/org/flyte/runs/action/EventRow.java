package org.flyte.runs.action;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;

/**
 * An event as the event log stores it.
 *
 * @param errorKind name of the kind of the error, null without an error
 */
public record EventRow(
        ActionKey key, int attempt, ActionPhase phase, int version, String errorKind, ActionEvent event) {
    /** Fails with InvalidArgument that names the field. */
    public static EventRow of(ActionEvent event) {
        return new EventRow(
                RequestFields.action("event.id", event.getId()),
                RequestFields.attempt("event.attempt", event.getAttempt()),
                RequestFields.phase("event.phase", event.getPhase()),
                event.getVersion(),
                event.hasErrorInfo() ? event.getErrorInfo().getKind().name() : null,
                event);
    }
}
