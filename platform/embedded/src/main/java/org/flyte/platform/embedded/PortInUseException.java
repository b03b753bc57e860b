package org.flyte.platform.embedded;

/** Another process listens on the port that an embedded server was to use; the message is one line for the user. */
public final class PortInUseException extends RuntimeException {
    PortInUseException(String who, int port, Throwable cause) {
        super(
                "port %d, which %s needs, is in use; stop the process that uses it or choose another port"
                        .formatted(port, who),
                cause);
    }
}
