package org.flyte.platform.storage.s3;

/** An object is not what a call asked for; its caller knows what that means. */
final class PreconditionFailed extends RuntimeException {
    PreconditionFailed(Throwable cause) {
        super(cause);
    }
}
