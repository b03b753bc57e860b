package org.flyte.runs.action;

import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.ActionKey;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * An event as the log stores it (runs spec §2.2).
 *
 * @param errorKind name of the kind of the error, null without an error
 */
public record EventRow(ActionKey key, int attempt, ActionPhase phase, int version, String errorKind, ActionEvent event) {
    /** Fails with InvalidArgument that names the field. */
    public static EventRow of(ActionEvent event) {
        if (event.getAttempt() <= 0) {
            throw new InvalidArgument("event.attempt must be from 1 on");
        }
        return new EventRow(
                RequestFields.action("event.id", event.getId()),
                event.getAttempt(),
                RequestFields.phase("event.phase", event.getPhase()),
                event.getVersion(),
                event.hasErrorInfo() ? event.getErrorInfo().getKind().name() : null,
                event);
    }
}
