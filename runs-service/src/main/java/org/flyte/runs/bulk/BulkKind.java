package org.flyte.runs.bulk;

import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.PhaseSql;

/** What an operation does, and to which runs: in another phase there is nothing to be done. */
enum BulkKind {
    /** Live runs. */
    ABORT(1, PhaseSql.isNotTerminal("phase")),
    /** Runs that have ended. */
    RERUN(2, PhaseSql.isTerminal("phase")),
    /** Runs that ended without success. */
    RECOVER(
            3,
            "(" + PhaseSql.isRetryable("phase") + " OR " + PhaseSql.is("phase", ActionPhase.ACTION_PHASE_ABORTED)
                    + ")");

    private final int number;
    private final String condition;

    BulkKind(int number, String condition) {
        this.number = number;
        this.condition = condition;
    }

    /** Fails with InvalidArgument when the request names no operation. */
    static BulkKind of(StartBulkOperationRequest request) {
        return switch (request.getOperationCase()) {
            case ABORT -> ABORT;
            case RERUN -> RERUN;
            case RECOVER -> RECOVER;
            case OPERATION_NOT_SET -> throw new InvalidArgument("operation is required: abort, rerun or recover");
        };
    }

    /** As the database stores it. */
    int number() {
        return number;
    }

    /** The condition on the root action of a run. */
    String condition() {
        return condition;
    }
}
