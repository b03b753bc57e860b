package org.flyte.executor.plugins.connector.job.rule;

import org.flyte.executor.plugin.Failure;

/**
 * What the failures of calls mean, by the name of their gRPC code; see docs/behaviour/connectors.md. Connectors of the SDK answer INTERNAL
 * for every exception of their code, and NOT_FOUND for types that they do not have.
 */
public final class CallFailures {
    /** Code of a try whose connector did not answer for too long. */
    public static final String UNAVAILABLE = "ConnectorUnavailable";

    /** Code of a job that the connector does not know any more. */
    public static final String JOB_NOT_FOUND = "JobNotFound";

    /** Code of a try that was not started because the job of an earlier one could not be deleted. */
    public static final String JOB_NOT_DELETED = "JobNotDeleted";

    /** How often in a row a connector must say that it does not know a job: one that is being replaced may say so for a moment. */
    public static final int MIN_REFUSALS = 3;

    private CallFailures() {}

    /** Of CreateTask. */
    public static AfterFailure ofCreate(String code, String message, String connector) {
        String text = "%s did not create the job: %s: %s".formatted(connector, code, message);
        return switch (code) {
            case "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED", "CANCELLED" ->
                new AfterFailure.Again();
            case "INVALID_ARGUMENT",
                    "FAILED_PRECONDITION",
                    "OUT_OF_RANGE",
                    "NOT_FOUND",
                    "UNIMPLEMENTED",
                    "PERMISSION_DENIED",
                    "UNAUTHENTICATED" -> new AfterFailure.Final(Failure.permanent(Failure.TASK_FAILED, text));
            default -> new AfterFailure.Final(Failure.user(Failure.TASK_FAILED, text));
        };
    }

    /**
     * Of GetTask.
     *
     * @param inARow failed polls of the job, this one included
     */
    public static AfterFailure ofGet(String code, String message, String connector, int inARow) {
        return switch (code) {
            case "NOT_FOUND" ->
                after(
                        inARow,
                        Failure.system(
                                JOB_NOT_FOUND, "%s does not know the job any more: %s".formatted(connector, message)));
            case "INVALID_ARGUMENT", "UNIMPLEMENTED", "OUT_OF_RANGE", "FAILED_PRECONDITION" ->
                after(
                        inARow,
                        new Failure(
                                Failure.TASK_FAILED,
                                Failure.Kind.SYSTEM,
                                false,
                                "%s cannot say how the job stands: %s: %s".formatted(connector, code, message)));
            default -> new AfterFailure.Again();
        };
    }

    private static AfterFailure after(int inARow, Failure failure) {
        return inARow >= MIN_REFUSALS ? new AfterFailure.Final(failure) : new AfterFailure.Again();
    }

    /**
     * Whether DeleteTask need not be called again: the job is gone, or the connector cannot delete jobs.
     *
     * @param inARow failed deletions of the job, this one included
     */
    public static boolean endsDelete(String code, int inARow) {
        return switch (code) {
            case "UNIMPLEMENTED" -> true;
            case "NOT_FOUND" -> inARow >= MIN_REFUSALS;
            default -> false;
        };
    }
}
