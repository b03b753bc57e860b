package org.flyte.platform.connect.call;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.subscription.BackPressureFailure;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.flyte.platform.connect.ExceptionMapper;
import org.jboss.logging.Logger;

/** Maps a failure to the status and trailers of a call, for every protocol. */
@Singleton
public class FailureMapper {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    private final ExceptionMapper mapper;

    FailureMapper(Instance<ExceptionMapper> mapper) {
        this.mapper = mapper.isResolvable() ? mapper.get() : FailureMapper::withoutMapper;
    }

    /** Returns the status a client sees. */
    public Status statusOf(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof BackPressureFailure) {
            return Status.UNAVAILABLE.withDescription("the client reads the stream too slowly: open it again");
        }
        return mapper.toStatus(cause);
    }

    /** Returns the status for a call that a service closed; UNKNOWN with a cause takes the status of the cause. */
    Status statusOf(Status closed) {
        return closed.getCode() == Status.Code.UNKNOWN && closed.getCause() != null
                ? statusOf(closed.getCause())
                : closed;
    }

    /** Returns the trailers that the failure brings along, such as error details. */
    static Metadata trailersOf(Throwable failure) {
        Metadata trailers = switch (unwrap(failure)) {
            case StatusException e -> e.getTrailers();
            case StatusRuntimeException e -> e.getTrailers();
            default -> null;
        };
        return trailers == null ? new Metadata() : trailers;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static Status withoutMapper(Throwable failure) {
        return switch (failure) {
            case StatusException e -> e.getStatus();
            case StatusRuntimeException e -> e.getStatus();
            default -> {
                String incident = UUID.randomUUID().toString().substring(0, 8);
                LOG.errorf(failure, "unexpected failure incident=%s", incident);
                yield Status.INTERNAL.withDescription("unexpected failure, id " + incident);
            }
        };
    }
}
