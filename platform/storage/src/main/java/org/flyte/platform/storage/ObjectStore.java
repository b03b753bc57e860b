package org.flyte.platform.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store of objects by address. An address is {@code scheme://container/key}, or for the {@code file} backend a plain
 * absolute path: the SDK opens either without conversion. What lies where is in {@code docs/behaviour/storage-layout.md}.
 *
 * <p>All methods block: call them on virtual threads. A store that cannot be reached is
 * {@code FlyteException.Unavailable}; an object that is not there is {@code FlyteException.NotFound}; an address of
 * another scheme or outside the store is {@code FlyteException.InvalidArgument}.
 */
public interface ObjectStore extends AutoCloseable {
    /** The configured base address, without a slash at its end; all data is below it. */
    String base();

    /** Whether addresses of this form belong to this store: below the base or an allowed prefix. */
    boolean owns(String address);

    /**
     * Returns when the store answers and has the bucket or container of the base, creates it with the first write, or lets
     * these credentials ask for objects only.
     *
     * @throws org.flyte.platform.model.FlyteException.FailedPrecondition when there is no such bucket or container, or access to it
     *     is denied
     */
    void verifyBase();

    /** Size of an object, empty when it is not there. */
    Optional<ObjectInfo> head(String address);

    /**
     * Base64 MD5 of an object, from its metadata, its etag or its bytes; empty when it is not there or not known.
     */
    Optional<String> md5(String address);

    /** The whole object; more than {@code maxBytes} is {@code FlyteException.Exhausted}, nothing is buffered then. */
    byte[] read(String address, long maxBytes);

    /** The object as a stream; the caller closes it. */
    InputStream open(String address);

    /**
     * A part of the object, of one version of it, as a stream; the caller closes it.
     *
     * @param from the first byte; from the end on there are none
     * @param count how many at most
     */
    InputStream open(String address, long from, long count);

    /** Replaces the object as a whole: a reader sees the old bytes or the new ones. */
    void write(String address, byte[] content);

    /**
     * As {@link #write(String, byte[])}, from a stream of exactly {@code length} bytes. A stream that is shorter,
     * longer or fails leaves nothing readable; its own {@code FlyteException} comes out unchanged.
     */
    void write(String address, InputStream content, long length);

    /**
     * As {@link #write(String, InputStream, long)}, but never replaces an object: of several writers one succeeds.
     *
     * @return whether it was written; false when the object exists, which is not changed
     */
    boolean writeIfAbsent(String address, InputStream content, long length);

    /** Copies an object, within the store where it can; replaces the target as a whole. */
    void copy(String from, String to);

    /** Removes the object; one that is not there is no error. */
    void delete(String address);

    /** Objects whose address starts with {@code prefix}, ordered by address, at most {@code limit}. */
    List<ObjectInfo> list(String prefix, int limit);

    /** A URL that lets its holder PUT this one object until it expires. */
    PresignedUrl presignPut(PutRequest request);

    /** Whether such a URL takes only a body with the MD5 of its request; else only {@code REFUSE} and {@code DISCARD} are safe. */
    boolean bindsMd5();

    /** A URL that lets its holder GET this one object until it expires. */
    PresignedUrl presignGet(String address, Duration validFor);

    /** Present when this store has no HTTP server of its own: the data proxy then serves its presigned URLs. */
    default Optional<PresignedUrlVerifier> presignedUrlVerifier() {
        return Optional.empty();
    }

    @Override
    void close();

    /** One object: its size in bytes and when it was last written. */
    record ObjectInfo(String address, long size, Instant modified) {}

    /**
     * A URL, the headers its holder must send with it, and when it expires: never later than the credentials that
     * sign it.
     */
    record PresignedUrl(URI url, Map<String, String> headers, Instant expiresAt) {}
}
