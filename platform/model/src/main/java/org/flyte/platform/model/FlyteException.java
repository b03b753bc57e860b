package org.flyte.platform.model;

/**
 * What can go wrong for a reason the caller can act on. The family is sealed so that a mapping to status codes is checked to be complete.
 *
 * <p>The message is one actionable line that names the field or the object; the client receives it unchanged.
 */
public abstract sealed class FlyteException extends RuntimeException {
    FlyteException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The request is wrong in itself; the same request will never succeed. */
    public static final class InvalidArgument extends FlyteException {
        public InvalidArgument(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** What the request names does not exist. */
    public static final class NotFound extends FlyteException {
        public NotFound(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** What the request would create exists, with other content. */
    public static final class AlreadyExists extends FlyteException {
        public AlreadyExists(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** The object is not in a state that allows the request. */
    public static final class FailedPrecondition extends FlyteException {
        public FailedPrecondition(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** The run is being aborted, or another writer won; the SDK ends the parent on this code. */
    public static final class Aborted extends FlyteException {
        public Aborted(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** A quota or a size limit is reached. */
    public static final class Exhausted extends FlyteException {
        public Exhausted(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** A dependency is unavailable; the same request may succeed later. */
    public static final class Unavailable extends FlyteException {
        public Unavailable(Throwable cause, String format, Object... args) {
            super(format.formatted(args), cause);
        }
    }

    /** The caller could not be identified. */
    public static final class Unauthenticated extends FlyteException {
        public Unauthenticated(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** The caller is known and lacks the permission. */
    public static final class PermissionDenied extends FlyteException {
        public PermissionDenied(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }

    /** The contract has it, this server does not build it yet. */
    public static final class Unimplemented extends FlyteException {
        public Unimplemented(String format, Object... args) {
            super(format.formatted(args), null);
        }
    }
}
