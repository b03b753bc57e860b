package org.flyte.runs.watch;

import jakarta.enterprise.context.ApplicationScoped;

/** The watch streams, at one door. */
@ApplicationScoped
public class Watches {
    private final WatchActionDetails actionDetails;
    private final WatchRunDetails runDetails;

    Watches(WatchActionDetails actionDetails, WatchRunDetails runDetails) {
        this.actionDetails = actionDetails;
        this.runDetails = runDetails;
    }

    public WatchActionDetails actionDetails() {
        return actionDetails;
    }

    public WatchRunDetails runDetails() {
        return runDetails;
    }
}
