package org.flyte.platform.errors;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.flyte.platform.model.FlyteException;
import org.jboss.logging.Logger;

/** The one place where failures become status codes; {@code docs/behaviour/error-codes.md} lists them. */
public final class StatusMapper {
    private static final Logger LOG = Logger.getLogger(StatusMapper.class);

    private StatusMapper() {}

    /**
     * Maps a failure to the status a client sees.
     *
     * <p>An unexpected failure is logged here, once, under an id that the client is given: its own text may name
     * internals.
     */
    public static Status statusOf(Throwable failure) {
        return switch (failure) {
            case FlyteException e -> codeOf(e).withDescription(e.getMessage()).withCause(e);
            case StatusRuntimeException e -> e.getStatus();
            case StatusException e -> e.getStatus();
            case CompletionException e when e.getCause() != null -> statusOf(e.getCause());
            case null, default -> unexpected(failure);
        };
    }

    private static Status codeOf(FlyteException failure) {
        return switch (failure) {
            case FlyteException.InvalidArgument e -> Status.INVALID_ARGUMENT;
            case FlyteException.NotFound e -> Status.NOT_FOUND;
            case FlyteException.AlreadyExists e -> Status.ALREADY_EXISTS;
            case FlyteException.FailedPrecondition e -> Status.FAILED_PRECONDITION;
            case FlyteException.Aborted e -> Status.ABORTED;
            case FlyteException.Exhausted e -> Status.RESOURCE_EXHAUSTED;
            case FlyteException.Unavailable e -> Status.UNAVAILABLE;
            case FlyteException.Unauthenticated e -> Status.UNAUTHENTICATED;
            case FlyteException.PermissionDenied e -> Status.PERMISSION_DENIED;
            case FlyteException.Unimplemented e -> Status.UNIMPLEMENTED;
        };
    }

    private static Status unexpected(Throwable failure) {
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.errorf(failure, "unexpected failure incident=%s", incident);
        return Status.INTERNAL.withDescription("unexpected failure, id " + incident);
    }
}
