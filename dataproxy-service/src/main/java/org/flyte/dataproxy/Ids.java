package org.flyte.dataproxy;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Checks of identifiers in requests; the org plays no part. */
public final class Ids {
    private Ids() {}

    /** Refuses an action identifier that is missing or has an empty part, naming the part. */
    public static void require(String field, boolean present, ActionIdentifier id) {
        if (!present) {
            throw new InvalidArgument("%s is required", field);
        }
        require(field + ".run.project", id.getRun().getProject());
        require(field + ".run.domain", id.getRun().getDomain());
        require(field + ".run.name", id.getRun().getName());
        require(field + ".name", id.getName());
    }

    private static void require(String field, String value) {
        if (value.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
    }

    /** Refuses attempt 0: attempts count from 1. */
    public static void requireAttempt(String field, int attempt) {
        if (attempt <= 0) {
            throw new InvalidArgument("%s must be 1 or more", field);
        }
    }
}
