package org.flyte.executor.plugin;

/** A try was not started. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it was not created. */
    public enum Reason {
        /** The request was refused; the failure says whether another one may succeed. */
        REFUSED,
        /** A quota is used up, or the operator lacks a permission: try again later. */
        NOT_YET,
        /** An object of an earlier action has its name and is still being deleted: try again later. */
        NAME_TAKEN
    }

    private final Reason reason;
    private final transient Failure failure;

    private StartException(Reason reason, Failure failure, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.failure = failure;
    }

    /** The try has failed, as if it had been started; a failure that is retryable leads to a further one. */
    public static StartException refused(Failure failure, Throwable cause) {
        return new StartException(Reason.REFUSED, failure, failure.message(), cause);
    }

    /** A quota is used up, or the operator lacks a permission. */
    public static StartException notYet(String message, Throwable cause) {
        return new StartException(Reason.NOT_YET, null, message, cause);
    }

    /** An object of an earlier action has its name. */
    public static StartException nameTaken(String name) {
        return new StartException(Reason.NAME_TAKEN, null, "an older object named " + name + " still exists", null);
    }

    public Reason reason() {
        return reason;
    }

    /** The failure that a refusal means; null for other reasons. */
    public Failure failure() {
        return failure;
    }
}
