package org.flyte.runs.watch;

import org.flyte.idl.common.RunIdentifier;

/** Names a run; the org takes no part. */
public record RunKey(String project, String domain, String run) {
    public static RunKey of(RunIdentifier id) {
        return new RunKey(id.getProject(), id.getDomain(), id.getName());
    }
}
