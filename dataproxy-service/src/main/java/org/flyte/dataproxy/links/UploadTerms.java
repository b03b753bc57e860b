package org.flyte.dataproxy.links;

import java.util.Optional;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;

/**
 * What the body of a signed PUT must be, from its link and its headers.
 *
 * @param length bytes
 * @param md5 base64, if link or headers say
 */
record UploadTerms(long length, Optional<String> md5) {
    /**
     * Compares headers with the link.
     *
     * @throws InvalidArgument when they contradict each other or the length is missing
     * @throws Exhausted when the body is larger than {@code maxBody}
     */
    static UploadTerms of(Grant grant, Optional<String> contentLength, Optional<String> contentMd5, long maxBody) {
        long length = lengthOf(contentLength);
        if (grant.contentLength() > 0 && grant.contentLength() != length) {
            throw new InvalidArgument(
                    "Content-Length is %d, but the link is for %d bytes", length, grant.contentLength());
        }
        if (length > maxBody) {
            throw new Exhausted("Content-Length is %d, more than the %d bytes allowed", length, maxBody);
        }
        if (grant.contentMd5().isPresent()
                && contentMd5.isPresent()
                && !contentMd5.get().equals(grant.contentMd5().get())) {
            throw new InvalidArgument(
                    "BadDigest: Content-MD5 is %s, but the link is for %s",
                    contentMd5.get(), grant.contentMd5().get());
        }
        return new UploadTerms(length, grant.contentMd5().or(() -> contentMd5));
    }

    private static long lengthOf(Optional<String> contentLength) {
        String text = contentLength.orElseThrow(() -> new InvalidArgument("Content-Length is required"));
        try {
            long length = Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InvalidArgument("Content-Length '%s' is not a length", text);
    }
}
