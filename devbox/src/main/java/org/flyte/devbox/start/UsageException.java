package org.flyte.devbox.start;

/** Something the user can put right: its message is the one line that he sees before status 1. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String format, Object... arguments) {
        super(format.formatted(arguments));
    }
}
