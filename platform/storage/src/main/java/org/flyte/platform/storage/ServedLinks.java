package org.flyte.platform.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The links of a store that has no HTTP door of its own; the data proxy opens them under {@link #PATH}. */
public interface ServedLinks {
    /** Where the data proxy mounts the links. */
    String PATH = "/data/";

    /**
     * Checks a link.
     *
     * @param method HTTP method of the request, {@code PUT} or {@code GET}
     * @param key decoded path of the request behind {@link #PATH}
     * @param query gives the decoded value of a query parameter, or null
     * @throws LinkRefused when the link was not made by us for this method and object, or has expired
     */
    Grant verify(String method, String key, UnaryOperator<String> query) throws LinkRefused;

    /**
     * What a valid link allows.
     *
     * @param contentMd5 base64 MD5 the body of a PUT must have, if the link says
     * @param contentLength bytes the body of a PUT must have, 0 when the link does not say
     */
    record Grant(String address, Optional<String> contentMd5, long contentLength, Instant expiresAt) {}

    /** The link does not open what was asked for; the message says why and travels to the client. */
    final class LinkRefused extends Exception {
        public LinkRefused(String message) {
            super(message);
        }
    }
}
