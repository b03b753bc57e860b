package org.flyte.executor.plugin;

/** The object of an attempt was refused (executor spec §3.2). */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    private StartException(Failure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** It will be refused every time. */
    public static StartException refused(Failure failure, Throwable cause) {
        return new StartException(failure, failure.message(), cause);
    }

    /** A quota is used up, or an older object of the same name is still there: try again later. */
    public static StartException noRoom(String message, Throwable cause) {
        return new StartException(null, message, cause);
    }

    /** Why it is final; null when there is only no room. */
    public Failure failure() {
        return failure;
    }
}
