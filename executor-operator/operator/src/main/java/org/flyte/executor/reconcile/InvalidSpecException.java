package org.flyte.executor.reconcile;

import org.flyte.executor.plugin.Failure;

/** The spec of a TaskAction cannot be carried out, now or later. */
final class InvalidSpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    InvalidSpecException(String code, String message) {
        super(message);
        this.failure = Failure.permanent(code, message);
    }

    InvalidSpecException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
