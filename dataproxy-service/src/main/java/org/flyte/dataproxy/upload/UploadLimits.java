package org.flyte.dataproxy.upload;

import java.time.Duration;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.presigned.UrlLifetime;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * The configured limits of uploads.
 *
 * @param maxSize largest announced size in bytes; 0: no limit
 * @param maxBody largest body in bytes when no size was announced
 */
record UploadLimits(long maxSize, long maxBody, UrlLifetime lifetime) {
    static UploadLimits of(DataProxyConfig.Upload config) {
        return new UploadLimits(
                config.maxSize().asLongValue(), config.maxBody().asLongValue(), new UrlLifetime(config.maxExpiresIn()));
    }

    /**
     * Checks the upload, and returns how long its presigned URL is valid.
     *
     * @throws InvalidArgument when a limit is exceeded
     */
    Duration check(NewUpload upload) {
        Duration validFor = lifetime.orMax(upload.expiresIn());
        if (maxSize > 0 && upload.contentLength() > maxSize) {
            throw new InvalidArgument(
                    "content_length of %d bytes exceeds maximum allowed size of %d bytes",
                    upload.contentLength(), maxSize);
        }
        return validFor;
    }
}
