package org.flyte.dataproxy.download;

import java.time.Duration;
import java.util.Optional;
import org.flyte.dataproxy.presigned.UrlLifetime;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** An artifact that a client wants to download, and for how long. */
public final class NewDownload {
    private final Artifact artifact;
    private final Optional<Duration> expiresIn;

    private NewDownload(Artifact artifact, Optional<Duration> expiresIn) {
        this.artifact = artifact;
        this.expiresIn = expiresIn;
    }

    /**
     * Reads and checks a request.
     *
     * @throws InvalidArgument naming the field that is wrong
     */
    public static NewDownload from(CreateDownloadLinkRequest request) {
        Optional<Duration> expiresIn = UrlLifetime.requested(request.hasExpiresIn(), request.getExpiresIn());
        return new NewDownload(Artifact.from(request), expiresIn);
    }

    Artifact artifact() {
        return artifact;
    }

    /** Requested lifetime of the presigned URL. */
    Optional<Duration> expiresIn() {
        return expiresIn;
    }
}
