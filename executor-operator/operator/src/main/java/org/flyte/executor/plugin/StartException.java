package org.flyte.executor.plugin;

/** The object of an attempt was not created. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it was not created. */
    public enum Reason {
        /** It will be refused every time. */
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

    /** It will be refused every time. */
    public static StartException refused(Failure failure, Throwable cause) {
        return new StartException(Reason.REFUSED, failure, failure.message(), cause);
    }

    /** A quota is used up, or the operator lacks a permission. */
    public static StartException notYet(String message, Throwable cause) {
        return new StartException(Reason.NOT_YET, null, message, cause);
    }

    /** An object of an earlier action has its name. */
    public static StartException nameTaken(String name) {
        return new StartException(Reason.NAME_TAKEN, null, "an older pod named " + name + " still exists", null);
    }

    public Reason reason() {
        return reason;
    }

    /** The failure that a refusal means; null for other reasons. */
    public Failure failure() {
        return failure;
    }
}
