package org.flyte.platform.storage.remote;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.Md5;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.remote.RemoteBackend.Attributes;
import org.flyte.platform.storage.remote.RemoteBackend.Content;
import org.flyte.platform.storage.remote.RemoteBackend.Page;
import org.flyte.platform.storage.remote.RemoteBackend.Parts;

/**
 * Objects in a store over the network. What is small is written at once, what is larger in parts; either is verified by the
 * store with an MD5 and tried again when it did not arrive. Reads are resumed, and verified where the store knows an MD5.
 */
public final class RemoteObjectStore implements ObjectStore {
    private static final int LARGEST_PAGE = 1000;

    private final AllowedPrefixes allowed;
    private final RemoteBackend backend;
    private final int partSize;
    private final Retries retries;

    /**
     * @param partSize bytes of a part, and of the largest object that is written at once; a write holds as many in memory
     */
    public RemoteObjectStore(AllowedPrefixes allowed, RemoteBackend backend, int partSize, Retries retries) {
        Location.parse(allowed.base());
        this.allowed = allowed;
        this.backend = backend;
        this.partSize = partSize;
        this.retries = retries;
    }

    @Override
    public String base() {
        return allowed.base();
    }

    @Override
    public boolean owns(String address) {
        return allowed.has(address);
    }

    @Override
    public void verifyBase() {
        Location at = Location.parse(base());
        boolean present;
        try {
            present = retries.call(() -> backend.hasContainer(at));
        } catch (FailedPrecondition mayNotAsk) {
            // Credentials for objects alone may ask for an object; wrong ones may not.
            head(Address.join(base(), "readiness-probe"));
            return;
        }
        if (!present) {
            throw new FailedPrecondition(
                    "the bucket or container of %s does not exist: create it, or correct flyte.storage.base", base());
        }
    }

    @Override
    public Optional<ObjectInfo> head(String address) {
        Location at = checked(address);
        return retries.call(() -> backend.head(at))
                .map(found -> new ObjectInfo(address, found.size(), found.modified()));
    }

    @Override
    public Optional<String> md5(String address) {
        Location at = checked(address);
        return retries.call(() -> backend.head(at)).flatMap(Attributes::md5);
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        Location at = checked(address);
        return retries.call(() -> readOnce(at, maxBytes));
    }

    private byte[] readOnce(Location at, long maxBytes) {
        Content opened = backend.get(at, 0, -1, "");
        long size = opened.attributes().size();
        try (InputStream bytes = new ResumingStream(backend, at, retries, opened, 0, size)) {
            if (size > maxBytes) {
                throw new Exhausted("object %s has %d bytes, more than the %d allowed", at, size, maxBytes);
            }
            // Of the known size: no memory is taken twice.
            byte[] content = new byte[Math.toIntExact(size)];
            bytes.readNBytes(content, 0, content.length);
            opened.attributes()
                    .md5()
                    .ifPresent(expected ->
                            VerifiedStream.verify(at, new Md5().update(content).base64(), expected));
            return content;
        } catch (IOException e) {
            throw new Unavailable(e, "the object store closed the connection while sending %s: try again", at);
        }
    }

    @Override
    public InputStream open(String address) {
        Location at = checked(address);
        Content opened = retries.call(() -> backend.get(at, 0, -1, ""));
        long size = opened.attributes().size();
        InputStream content = new ResumingStream(backend, at, retries, opened, 0, size);
        return opened.attributes()
                .md5()
                .<InputStream>map(expected -> new VerifiedStream(content, at, size, expected))
                .orElse(content);
    }

    @Override
    public InputStream open(String address, long from, long count) {
        Location at = checked(address);
        Attributes found = retries.call(() -> backend.head(at))
                .orElseThrow(() -> new NotFound("object %s does not exist", address));
        long length = Math.max(0, Math.min(count, found.size() - from));
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        Content opened = retries.call(() -> backend.get(at, from, length, found.version()));
        return new ResumingStream(backend, at, retries, opened, from, length);
    }

    @Override
    public void write(String address, byte[] content) {
        putWhole(checked(address), content, false);
    }

    @Override
    public void write(String address, InputStream content, long length) {
        put(checked(address), content, length, false);
    }

    @Override
    public boolean writeIfAbsent(String address, InputStream content, long length) {
        return put(checked(address), content, length, true);
    }

    private boolean put(Location at, InputStream content, long length, boolean ifAbsent) {
        if (length > partSize) {
            return putParts(at, new Chunks(content, length, partSize), ifAbsent);
        }
        Chunks whole = new Chunks(content, length, partSize);
        return putWhole(at, length == 0 ? emptyOf(content) : whole.next(), ifAbsent);
    }

    private static byte[] emptyOf(InputStream content) {
        // A stream that holds a byte fails here: one chunk of no bytes must be its end.
        return new Chunks(content, 0, 1).next();
    }

    /**
     * A conditional write whose answer was lost finds its own object when it is tried again: it is there with this MD5, so
     * it counts as written.
     */
    private boolean putWhole(Location at, byte[] content, boolean ifAbsent) {
        String md5 = new Md5().update(content).base64();
        AtomicInteger tries = new AtomicInteger();
        return retries.call(() -> {
            boolean isRetry = tries.getAndIncrement() > 0;
            return backend.put(at, content, md5, ifAbsent) || (isRetry && hasMd5(at, md5));
        });
    }

    private boolean hasMd5(Location at, String md5) {
        return backend.head(at).flatMap(Attributes::md5).equals(Optional.of(md5));
    }

    private boolean putParts(Location at, Chunks chunks, boolean ifAbsent) {
        Parts parts = retries.call(() -> backend.begin(at, ifAbsent));
        boolean completed = false;
        try {
            while (chunks.hasNext()) {
                byte[] chunk = chunks.next();
                String md5 = new Md5().update(chunk).base64();
                retries.call(() -> {
                    parts.add(chunk, md5);
                    return null;
                });
            }
            completed = retries.call(parts::complete);
            return completed;
        } finally {
            if (!completed) {
                parts.abort();
            }
        }
    }

    @Override
    public void copy(String from, String to) {
        Location source = checked(from);
        Location target = checked(to);
        retries.call(() -> {
            backend.copy(source, target);
            return null;
        });
    }

    @Override
    public void delete(String address) {
        Location at = checked(address);
        retries.call(() -> {
            backend.delete(at);
            return null;
        });
    }

    @Override
    public List<ObjectInfo> list(String prefix, int limit) {
        Location at = Location.parse(allowed.check(prefix));
        List<ObjectInfo> found = new ArrayList<>();
        String token = "";
        while (found.size() < limit) {
            int most = Math.min(LARGEST_PAGE, limit - found.size());
            String from = token;
            Page page = retries.call(() -> backend.list(at, most, from));
            page.entries()
                    .forEach(entry -> found.add(
                            new ObjectInfo(at.withKey(entry.key()).toString(), entry.size(), entry.modified())));
            token = page.next();
            if (token.isEmpty()) {
                break;
            }
        }
        return found;
    }

    @Override
    public PresignedUrl presignPut(PutRequest request) {
        Location at = checked(request.address());
        return retries.call(() -> backend.presignPut(at, request));
    }

    @Override
    public boolean bindsMd5() {
        return backend.bindsMd5();
    }

    @Override
    public PresignedUrl presignGet(String address, Duration validFor) {
        Location at = checked(address);
        return retries.call(() -> backend.presignGet(at, validFor));
    }

    @Override
    public void close() {
        backend.close();
    }

    private Location checked(String address) {
        return Location.parse(allowed.checkObject(address));
    }
}
