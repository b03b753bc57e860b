package org.flyte.platform.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Checks the presigned URLs of a store without an HTTP server of its own; the data proxy serves them under {@link #PATH}. */
public interface PresignedUrlVerifier {
    /** Where the data proxy serves them. */
    String PATH = "/data/";

    /**
     * Checks a request.
     *
     * @param method HTTP method of the request, {@code PUT} or {@code GET}
     * @param key decoded path of the request behind {@link #PATH}
     * @param query gives the decoded value of a query parameter, or null
     * @throws InvalidPresignedUrl when the URL was not signed here for this method and object, or has expired
     */
    Grant verify(String method, String key, UnaryOperator<String> query) throws InvalidPresignedUrl;

    /**
     * What a valid URL allows.
     *
     * @param contentMd5 base64 MD5 the body of a PUT must have, if the URL says
     * @param contentLength bytes the body of a PUT must have, 0 when the URL does not say
     */
    record Grant(String address, Optional<String> contentMd5, long contentLength, Instant expiresAt) {}

    /** The URL does not allow the request; the client is given the message. */
    final class InvalidPresignedUrl extends Exception {
        public InvalidPresignedUrl(String message) {
            super(message);
        }
    }
}
