package org.flyte.runs.query.row;

import org.flyte.platform.model.FlyteException.NotFound;

/** Who executes a run: this backend, or a client that only reports it. A service shows runs of one kind. */
public enum RunKind {
    EXECUTED("NOT tracked"),
    TRACKED("tracked");

    private final String condition;

    RunKind(String condition) {
        this.condition = condition;
    }

    /** The condition on a row that has the column. */
    public String condition() {
        return condition;
    }

    public boolean holds(ActionRow action) {
        return action.tracked() == (this == TRACKED);
    }

    /** Fails with NotFound for an action of the other kind. */
    public ActionRow require(ActionRow action) {
        if (!holds(action)) {
            throw new NotFound("action %s does not exist", action.key());
        }
        return action;
    }
}
