package org.flyte.dataproxy.presigned;

import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;

/** The HTTP status of a failed request, and one line that says what to do. */
record HttpError(int status, String line) {
    static HttpError of(Throwable failure) {
        return switch (failure) {
            case InvalidPresignedUrl e -> new HttpError(403, e.getMessage());
            case FlyteException.InvalidArgument e -> new HttpError(400, e.getMessage());
            case FlyteException.NotFound e -> new HttpError(404, e.getMessage());
            case FlyteException.AlreadyExists e -> new HttpError(409, e.getMessage());
            case FlyteException.FailedPrecondition e -> new HttpError(409, e.getMessage());
            case FlyteException.PermissionDenied e -> new HttpError(403, e.getMessage());
            case FlyteException.Exhausted e -> new HttpError(413, e.getMessage());
            case FlyteException.Unavailable e -> new HttpError(503, e.getMessage());
            default -> new HttpError(500, StatusMapper.statusOf(failure).getDescription());
        };
    }
}
