package org.flyte.runs.query;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Checks identifiers of requests; the org takes no part (design D12). */
public final class Ids {
    /** Name of the root action of every run. */
    public static final String ROOT = "a0";

    private Ids() {}

    /** Returns the id, or fails with InvalidArgument naming the field that is empty. */
    public static RunIdentifier required(String field, RunIdentifier id) {
        present(field + ".project", id.getProject());
        present(field + ".domain", id.getDomain());
        present(field + ".name", id.getName());
        return id;
    }

    /** Returns the id, or fails with InvalidArgument naming the field that is empty. */
    public static ActionIdentifier required(String field, ActionIdentifier id) {
        required(field + ".run", id.getRun());
        present(field + ".name", id.getName());
        return id;
    }

    /** How an action is named in messages. */
    public static String path(ActionIdentifier id) {
        return path(id.getRun()) + "/" + id.getName();
    }

    /** How a run is named in messages. */
    public static String path(RunIdentifier id) {
        return id.getProject() + "/" + id.getDomain() + "/" + id.getName();
    }

    private static void present(String field, String value) {
        if (value.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
    }
}
