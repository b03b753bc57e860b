package org.flyte.platform.storage.remote;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;

/**
 * One kind of object store over the network: the calls that it has, each made once.
 *
 * <p>Failures are those of {@code ObjectStore}: {@code NotFound}, {@code Unavailable} for what may succeed later,
 * {@code FailedPrecondition} for what the store refuses. A write whose condition does not hold is no failure.
 */
public interface RemoteBackend extends AutoCloseable {
    /**
     * Whether the bucket or container is there, or is created with the first write.
     *
     * @throws org.flyte.platform.model.FlyteException.FailedPrecondition when the credentials may not ask
     */
    boolean hasContainer(Location at);

    /** What is known of an object; empty when it is not there. */
    Optional<Attributes> head(Location at);

    /**
     * Opens an object.
     *
     * @param from the first byte
     * @param count how many, or -1 for all that follow
     * @param version that the object must still have, "" for any; another one is {@code Unavailable}
     */
    Content get(Location at, long from, long count, String version);

    /**
     * Writes an object that is in memory.
     *
     * @param md5 base64 MD5 that the store verifies
     * @return whether it was written; false only when {@code ifAbsent} and the object exists
     */
    boolean put(Location at, byte[] content, String md5, boolean ifAbsent);

    /** Begins an object that comes in parts, at least one; nothing is readable until it is complete. */
    Parts begin(Location at, boolean ifAbsent);

    /** Removes an object; one that is not there is no failure. */
    void delete(Location at);

    /** A page of the objects whose names begin with a key, in order of names. */
    Page list(Location prefix, int limit, String token);

    /** Copies an object within the store; replaces the target as a whole. */
    void copy(Location from, Location to);

    /** A URL for a PUT, see {@code ObjectStore}. */
    PresignedUrl presignPut(Location at, PutRequest request);

    /** Whether that URL takes only a body with the MD5 of its request. */
    boolean bindsMd5();

    /** A URL for a GET. */
    PresignedUrl presignGet(Location at, Duration validFor);

    @Override
    void close();

    /**
     * What a store knows of an object.
     *
     * @param size bytes of the whole object
     * @param md5 base64 MD5 of the whole object, where the store knows one
     * @param version changes with each write
     */
    record Attributes(long size, Instant modified, Optional<String> md5, String version) {}

    /** An open object, or a range of one. */
    record Content(Attributes attributes, InputStream bytes) {}

    /** Objects by their keys, and the token of the next page, "" at the end. */
    record Page(List<Entry> entries, String next) {}

    /** An object in a list. */
    record Entry(String key, long size, Instant modified) {}

    /** An object that comes in parts. */
    interface Parts {
        /** Adds the next part; verified by its MD5. */
        void add(byte[] content, String md5);

        /** Makes the object of the parts readable; false only when it was to be absent and exists. */
        boolean complete();

        /** Drops the parts, as far as the store can. Never fails. */
        void abort();
    }
}
