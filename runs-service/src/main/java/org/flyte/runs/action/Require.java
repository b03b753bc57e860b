package org.flyte.runs.action;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Checks of required fields; the org is never required (runs spec §0.1). */
public final class Require {
    private Require() {}

    /** The key of an identifier, whose fields are named below {@code field} when one is missing. */
    public static ActionKey action(String field, ActionIdentifier id) {
        run(field + ".run", id.getRun());
        present(field + ".name", id.getName());
        return ActionKey.of(id);
    }

    public static RunIdentifier run(String field, RunIdentifier id) {
        present(field + ".project", id.getProject());
        present(field + ".domain", id.getDomain());
        present(field + ".name", id.getName());
        return id;
    }

    static int phase(String field, ActionPhase phase) {
        if (phase == ActionPhase.UNRECOGNIZED || phase == ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            throw new InvalidArgument("%s is required", field);
        }
        return phase.getNumber();
    }

    private static void present(String field, String value) {
        if (value.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
        if (value.indexOf('\0') >= 0) {
            throw new InvalidArgument("%s has a NUL character", field);
        }
    }
}
