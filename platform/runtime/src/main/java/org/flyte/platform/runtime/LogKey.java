package org.flyte.platform.runtime;

import org.jboss.logging.MDC;

/** The keys of a log line: the same in the MDC, in the key/values of a message and in JSON. */
public enum LogKey {
    /** {@code project/domain/name} of a run. */
    RUN("run"),
    /** Name of an action within its run. */
    ACTION("action"),
    /** Number of the attempt, from 1. */
    ATTEMPT("attempt"),
    /** {@code namespace/name} of a pod. */
    POD("pod"),
    /** What went wrong, one line. */
    CAUSE("cause"),
    /** The {@code x-request-id} of the call. */
    REQUEST_ID("requestId");

    private final String text;

    LogKey(String text) {
        this.text = text;
    }

    /**
     * Adds the value to the log lines from here on: of the call on whose own Vert.x context this runs, or else of this
     * thread. What does not end with a call uses {@link LogContext#enter()}.
     */
    public void put(String value) {
        MDC.put(text, value);
    }

    /** Returns the value that log lines carry now, or null. */
    public String current() {
        Object value = MDC.get(text);
        return value == null ? null : value.toString();
    }

    /** Takes the value off the log lines. */
    public void remove() {
        MDC.remove(text);
    }

    /** Returns the key as written in the log, such as {@code requestId}. */
    @Override
    public String toString() {
        return text;
    }
}
