package org.flyte.platform.storage.s3;

import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Maps errors of the S3 client at one address to those of the store. */
record S3ErrorMapper(S3Address address) {
    <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdkException e) {
            throw map(e);
        }
    }

    /** The error for a failed call; a FlyteException that the client has wrapped is returned unchanged. */
    FlyteException map(SdkException failure) {
        Optional<FlyteException> ours = oursIn(failure);
        if (ours.isPresent()) {
            return ours.get();
        }
        return switch (failure) {
            case S3Exception e when e.statusCode() == 404 -> new NotFound("object %s does not exist", address);
            case S3Exception e
            when e.statusCode() == 403 || e.statusCode() == 401 ->
                new FailedPrecondition("the object store denies this server access to %s", address);
            case S3Exception e
            when isPermanent(e) ->
                new FailedPrecondition("the object store refuses the request for %s: %s", address, codeOf(e));
            default -> new Unavailable(failure, "the object store is unavailable, at %s; try again", address);
        };
    }

    private static boolean isPermanent(S3Exception failure) {
        return failure.statusCode() >= 400
                && failure.statusCode() < 500
                && failure.statusCode() != 408
                && failure.statusCode() != 429
                && !failure.isThrottlingException();
    }

    private static String codeOf(S3Exception failure) {
        return failure.awsErrorDetails() == null
                ? "status " + failure.statusCode()
                : failure.awsErrorDetails().errorCode();
    }

    private static Optional<FlyteException> oursIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlyteException ours) {
                return Optional.of(ours);
            }
        }
        return Optional.empty();
    }
}
