package org.flyte.copilot.failure;

/** A transfer that cannot be completed. The message is one line for people that names what to change. */
public final class TransferException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is, and whether another attempt may help. */
    public enum Kind {
        /** The task's or its inputs': the same attempt again would fail again. */
        USER,
        /** What the task left: another attempt may leave something else. */
        USER_RECOVERABLE,
        /** The object store's, the node's or the operator's: another attempt may succeed. */
        SYSTEM
    }

    private final String code;
    private final Kind kind;

    /** @param code of the action's error; empty means the one of the command */
    public TransferException(String code, Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
    }

    /** The same attempt again would fail again. */
    public static TransferException user(String format, Object... args) {
        return new TransferException("", Kind.USER, format.formatted(args), null);
    }

    /** What the task left is wrong; another attempt may leave something else. */
    public static TransferException left(String format, Object... args) {
        return new TransferException("", Kind.USER_RECOVERABLE, format.formatted(args), null);
    }

    /** Another attempt may succeed. */
    public static TransferException system(Throwable cause, String format, Object... args) {
        return new TransferException("", Kind.SYSTEM, format.formatted(args), cause);
    }

    /** Code of the action's error; that of the command unless this failure has one of its own. */
    public String code(String ofCommand) {
        return code.isEmpty() ? ofCommand : code;
    }

    public Kind kind() {
        return kind;
    }
}
