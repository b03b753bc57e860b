package org.flyte.executor.pod;

import org.flyte.executor.plugin.Failure;

/** The template cannot become a pod; no retry helps. */
final class BadTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTemplateException(String format, Object... args) {
        super(format.formatted(args));
    }

    Failure failure() {
        return Failure.permanent(Failure.BAD_TASK, getMessage());
    }
}
