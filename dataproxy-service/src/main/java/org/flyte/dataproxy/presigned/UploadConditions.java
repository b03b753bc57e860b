package org.flyte.dataproxy.presigned;

import java.util.Optional;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;

/**
 * What the body of a presigned PUT must be, from its URL and its headers.
 *
 * @param length bytes
 * @param md5 base64, when the URL or the headers name it
 */
record UploadConditions(long length, Optional<String> md5) {
    /**
     * Compares the headers with the URL.
     *
     * @throws InvalidArgument when they contradict each other or the length is missing
     * @throws Exhausted when the body is larger than {@code maxBody}
     */
    static UploadConditions of(Grant grant, Optional<String> contentLength, Optional<String> contentMd5, long maxBody) {
        long length = lengthOf(contentLength);
        if (grant.contentLength() > 0 && grant.contentLength() != length) {
            throw new InvalidArgument(
                    "Content-Length is %d, but the presigned URL is for %d bytes", length, grant.contentLength());
        }
        if (length > maxBody) {
            throw new Exhausted(
                    "Content-Length is %d, more than the %d bytes allowed by flyte.dataproxy.upload.max-body",
                    length, maxBody);
        }
        if (grant.contentMd5().isPresent()
                && contentMd5.isPresent()
                && !contentMd5.get().equals(grant.contentMd5().get())) {
            throw new InvalidArgument(
                    "BadDigest: Content-MD5 is %s, but the presigned URL is for %s",
                    contentMd5.get(), grant.contentMd5().get());
        }
        return new UploadConditions(length, grant.contentMd5().or(() -> contentMd5));
    }

    private static long lengthOf(Optional<String> contentLength) {
        String text = contentLength.orElseThrow(() -> new InvalidArgument("Content-Length is required"));
        try {
            long length = Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below.
        }
        throw new InvalidArgument("Content-Length '%s' is not a number of bytes", text);
    }
}
