package org.flyte.executor.pod;

/** The template cannot become a pod; no retry helps. */
final class BadTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTemplateException(String format, Object... args) {
        super(format.formatted(args));
    }
}
