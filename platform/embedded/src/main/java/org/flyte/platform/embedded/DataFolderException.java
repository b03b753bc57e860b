package org.flyte.platform.embedded;

/** A data folder cannot be used; the message is one line for the user. */
public final class DataFolderException extends RuntimeException {
    DataFolderException(String message) {
        super(message);
    }

    DataFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
