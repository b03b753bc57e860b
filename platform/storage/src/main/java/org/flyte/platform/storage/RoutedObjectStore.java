package org.flyte.platform.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Several stores as one: that of the base, and those of other kinds or buckets whose prefixes are allowed beside it. */
public final class RoutedObjectStore implements ObjectStore {
    private final ObjectStore main;
    private final List<ObjectStore> others;

    public RoutedObjectStore(ObjectStore main, List<ObjectStore> others) {
        this.main = main;
        this.others = List.copyOf(others);
    }

    private ObjectStore of(String address) {
        return others.stream().filter(store -> store.owns(address)).findFirst().orElse(main);
    }

    @Override
    public String base() {
        return main.base();
    }

    @Override
    public boolean owns(String address) {
        return Stream.concat(Stream.of(main), others.stream()).anyMatch(store -> store.owns(address));
    }

    @Override
    public void verifyBase() {
        main.verifyBase();
    }

    @Override
    public Optional<ObjectInfo> head(String address) {
        return of(address).head(address);
    }

    @Override
    public Optional<String> md5(String address) {
        return of(address).md5(address);
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        return of(address).read(address, maxBytes);
    }

    @Override
    public InputStream open(String address) {
        return of(address).open(address);
    }

    @Override
    public InputStream open(String address, long from, long count) {
        return of(address).open(address, from, count);
    }

    @Override
    public void write(String address, byte[] content) {
        of(address).write(address, content);
    }

    @Override
    public void write(String address, InputStream content, long length) {
        of(address).write(address, content, length);
    }

    @Override
    public boolean writeIfAbsent(String address, InputStream content, long length) {
        return of(address).writeIfAbsent(address, content, length);
    }

    @Override
    public void copy(String from, String to) {
        ObjectStore source = of(from);
        if (source == of(to)) {
            source.copy(from, to);
            return;
        }
        long size = source.head(from)
                .orElseThrow(() -> new NotFound("object %s does not exist", from))
                .size();
        try (InputStream content = source.open(from)) {
            of(to).write(to, content, size);
        } catch (IOException e) {
            throw new Unavailable(e, "the object store closed the connection while sending %s: try again", from);
        }
    }

    @Override
    public void delete(String address) {
        of(address).delete(address);
    }

    @Override
    public List<ObjectInfo> list(String prefix, int limit) {
        return of(prefix).list(prefix, limit);
    }

    @Override
    public PresignedUrl presignPut(PutRequest request) {
        return of(request.address()).presignPut(request);
    }

    @Override
    public boolean bindsMd5() {
        return main.bindsMd5();
    }

    @Override
    public PresignedUrl presignGet(String address, Duration validFor) {
        ObjectStore store = of(address);
        if (store != main && store.presignedUrlVerifier().isPresent()) {
            throw new InvalidArgument("no URL can be made for '%s': it is in a folder beside the store", address);
        }
        return store.presignGet(address, validFor);
    }

    @Override
    public Optional<PresignedUrlVerifier> presignedUrlVerifier() {
        return main.presignedUrlVerifier();
    }

    @Override
    public void close() {
        main.close();
        others.forEach(ObjectStore::close);
    }
}
