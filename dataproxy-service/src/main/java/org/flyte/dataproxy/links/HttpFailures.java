package org.flyte.dataproxy.links;

import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;

/** What a failed request for a link answers: a status, and one line that says what to do. */
record HttpFailures(int status, String line) {
    static HttpFailures of(Throwable failure) {
        return switch (failure) {
            case InvalidPresignedUrl e -> new HttpFailures(403, e.getMessage());
            case FlyteException.InvalidArgument e -> new HttpFailures(400, e.getMessage());
            case FlyteException.NotFound e -> new HttpFailures(404, e.getMessage());
            case FlyteException.FailedPrecondition e -> new HttpFailures(409, e.getMessage());
            case FlyteException.Exhausted e -> new HttpFailures(413, e.getMessage());
            case FlyteException.Unavailable e -> new HttpFailures(503, e.getMessage());
            default -> new HttpFailures(500, StatusMapper.statusOf(failure).getDescription());
        };
    }
}
