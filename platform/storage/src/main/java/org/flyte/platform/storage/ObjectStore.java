package org.flyte.platform.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store of objects by address (dataplane spec §10). An address is {@code scheme://container/key}, or for the
 * {@code file} backend a plain absolute path: what the SDK can open as it is (sdk-client spec §6).
 *
 * <p>All methods block: call them on virtual threads. A store that cannot be reached is
 * {@code FlyteException.Unavailable}; an object that is not there is {@code FlyteException.NotFound}; an address of
 * another scheme or outside the store is {@code FlyteException.InvalidArgument}.
 */
public interface ObjectStore extends AutoCloseable {
    /** Whether addresses of this form belong to this store. */
    boolean owns(String address);

    /** Size and checksum of an object, empty when it is not there. */
    Optional<ObjectInfo> head(String address);

    /** The whole object; more than {@code maxBytes} is {@code FlyteException.Exhausted}, nothing is buffered then. */
    byte[] read(String address, long maxBytes);

    /** The object as a stream; the caller closes it. */
    InputStream open(String address);

    /** Replaces the object as a whole: a reader sees the old bytes or the new ones. */
    void write(String address, byte[] content);

    /** As {@link #write(String, byte[])}, from a stream of {@code length} bytes; a cut stream leaves nothing readable. */
    void write(String address, InputStream content, long length);

    /** Removes the object; one that is not there is no error. */
    void delete(String address);

    /** Objects whose address starts with {@code prefix}, ordered by address, at most {@code limit}. */
    List<ObjectInfo> list(String prefix, int limit);

    /** A link that lets its holder PUT this one object until it expires. */
    SignedLink signPut(PutRequest request);

    /** A link that lets its holder GET this one object until it expires. */
    SignedLink signGet(String address, Duration validFor);

    @Override
    void close();

    /** One object. {@code contentMd5} is the base64 text stored with it or derived from its etag, if known. */
    record ObjectInfo(String address, long size, Optional<String> contentMd5, Instant modified) {}

    /**
     * What a PUT link is for.
     *
     * @param contentMd5 raw MD5 (16 bytes) the body must have, or empty
     * @param contentLength bytes the body must have, or 0 when not known
     * @param storeMd5 whether the checksum is kept as metadata {@code flyteContentMD5}
     */
    record PutRequest(String address, Duration validFor, byte[] contentMd5, long contentLength, boolean storeMd5) {}

    /** A link, the headers its holder must send with it, and when it ends. */
    record SignedLink(URI url, Map<String, String> headers, Instant expiresAt) {}
}
