package org.flyte.runs.query;

import jakarta.enterprise.context.ApplicationScoped;

/** The reads of single runs and actions, at one door. */
@ApplicationScoped
public class RunQueries {
    private final GetRunDetails runDetails;
    private final GetActionDetails actionDetails;
    private final GetActionDataUris dataUris;
    private final GetActionLogContext logContext;

    RunQueries(
            GetRunDetails runDetails,
            GetActionDetails actionDetails,
            GetActionDataUris dataUris,
            GetActionLogContext logContext) {
        this.runDetails = runDetails;
        this.actionDetails = actionDetails;
        this.dataUris = dataUris;
        this.logContext = logContext;
    }

    public GetRunDetails runDetails() {
        return runDetails;
    }

    public GetActionDetails actionDetails() {
        return actionDetails;
    }

    public GetActionDataUris dataUris() {
        return dataUris;
    }

    public GetActionLogContext logContext() {
        return logContext;
    }
}
