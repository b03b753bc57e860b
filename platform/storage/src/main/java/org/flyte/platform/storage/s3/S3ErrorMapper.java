package org.flyte.platform.storage.s3;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.remote.Location;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Maps errors of the S3 client at one address to those of the store. */
record S3ErrorMapper(Location address) {
    /** The request arrived damaged, or not whole. */
    private static final Set<String> DAMAGED =
            Set.of("BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentSHA256Mismatch");

    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");

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
            case S3Exception e when e.statusCode() == 412 -> throw new PreconditionFailed(e);
            case S3Exception e
            when codeOf(e).equals("RequestTimeTooSkewed") ->
                // The client has noted the difference, and the next attempt takes it into account.
                new Unavailable(
                        e,
                        "the clock of this server differs too much from that of the object store, at %s: correct it",
                        address);
            case S3Exception e
            when EXPIRED.contains(codeOf(e)) ->
                new Unavailable(e, "the credentials for the object store have expired, at %s: try again", address);
            case S3Exception e
            when DAMAGED.contains(codeOf(e)) ->
                new Unavailable(e, "the content did not reach the object store unchanged, at %s: try again", address);
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

    /** The code of the error; its status where the answer had no body, as to HEAD. */
    private static String codeOf(S3Exception failure) {
        return Optional.ofNullable(failure.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElseGet(() -> "status " + failure.statusCode());
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
