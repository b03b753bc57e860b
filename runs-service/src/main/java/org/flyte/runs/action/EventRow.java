package org.flyte.runs.action;

import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * An event as the log stores it (runs spec §2.2).
 *
 * @param errorKind name of the kind of the error, null without an error
 */
public record EventRow(ActionKey key, int attempt, int phase, int version, String errorKind, ActionEvent event) {
    /** Fails with InvalidArgument that names the field. */
    public static EventRow of(ActionEvent event) {
        if (event.getAttempt() <= 0) {
            throw new InvalidArgument("event.attempt must be from 1 on");
        }
        return new EventRow(
                Require.action("event.id", event.getId()),
                event.getAttempt(),
                Require.phase("event.phase", event.getPhase()),
                event.getVersion(),
                event.hasErrorInfo() ? event.getErrorInfo().getKind().name() : null,
                event);
    }
}
