package org.flyte.runs.watch;

import jakarta.enterprise.context.ApplicationScoped;

/** The watch streams, at one door. */
@ApplicationScoped
public class Watches {
    private final WatchActionDetails actionDetails;
    private final WatchRunDetails runDetails;
    private final WatchActions actions;
    private final WatchRuns runs;
    private final WatchClusterEvents clusterEvents;

    Watches(
            WatchActionDetails actionDetails,
            WatchRunDetails runDetails,
            WatchActions actions,
            WatchRuns runs,
            WatchClusterEvents clusterEvents) {
        this.actionDetails = actionDetails;
        this.runDetails = runDetails;
        this.actions = actions;
        this.runs = runs;
        this.clusterEvents = clusterEvents;
    }

    public WatchActionDetails actionDetails() {
        return actionDetails;
    }

    public WatchRunDetails runDetails() {
        return runDetails;
    }

    public WatchActions actions() {
        return actions;
    }

    public WatchRuns runs() {
        return runs;
    }

    public WatchClusterEvents clusterEvents() {
        return clusterEvents;
    }
}
