package org.flyte.executor.registry;

/** The plugins are not usable as they are; the operator does not start. The message is one line and names what is wrong. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PluginException(String message, Throwable cause) {
        super(message.lines().findFirst().orElse(""), cause);
    }
}
