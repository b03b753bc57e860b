package org.flyte.platform.storage;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * What a presigned URL for PUT allows. It never allows to replace an object by another content.
 *
 * @param validFor how long the URL is valid
 * @param contentMd5 base64 of the MD5 the body must have, if known
 * @param contentLength bytes the body must have, 0 when not known
 * @param maxLength most bytes of a body whose length is not known, where the store can bound it; 0: no bound
 * @param storeMd5 whether the checksum is kept as metadata {@code flyteContentMD5}, where the store has metadata
 * @param ifExists what the PUT does when the object is there
 */
public record PutRequest(
        String address,
        Duration validFor,
        Optional<String> contentMd5,
        long contentLength,
        long maxLength,
        boolean storeMd5,
        IfExists ifExists) {
    /** What a PUT does to an object that is there. */
    public enum IfExists {
        /** It fails. */
        REFUSE,
        /** It was there with this content before the URL was made: the PUT succeeds and changes nothing. */
        DISCARD,
        /** Its address follows from the MD5, so the PUT writes the same bytes: as often as somebody likes. */
        REWRITE
    }

    public PutRequest {
        if (ifExists == IfExists.REWRITE && contentMd5.isEmpty()) {
            throw new IllegalArgumentException("only an object with a known MD5 may be written again");
        }
    }

    /** A URL for a body of which nothing is known beforehand. */
    public static PutRequest of(String address, Duration validFor) {
        return new PutRequest(address, validFor, Optional.empty(), 0, 0, false, IfExists.REFUSE);
    }

    /** The same for a body with this raw MD5 (16 bytes); no bytes when it is not known. */
    public PutRequest withMd5(byte[] raw, boolean store) {
        Optional<String> text = raw.length == 0
                ? Optional.empty()
                : Optional.of(Base64.getEncoder().encodeToString(raw));
        return new PutRequest(address, validFor, text, contentLength, maxLength, store, ifExists);
    }

    /** The same for a body of this length. */
    public PutRequest withLength(long bytes) {
        return new PutRequest(address, validFor, contentMd5, bytes, maxLength, storeMd5, ifExists);
    }

    /** The same with a bound for a body whose length is not known. */
    public PutRequest withMaxLength(long bytes) {
        return new PutRequest(address, validFor, contentMd5, contentLength, bytes, storeMd5, ifExists);
    }

    /** The same for an object that is there already with this content. */
    public PutRequest ofExisting() {
        return with(IfExists.DISCARD);
    }

    /** The same for an address that follows from the MD5, which is known. */
    public PutRequest ofNamedByContent() {
        return with(IfExists.REWRITE);
    }

    private PutRequest with(IfExists choice) {
        return new PutRequest(address, validFor, contentMd5, contentLength, maxLength, storeMd5, choice);
    }
}
