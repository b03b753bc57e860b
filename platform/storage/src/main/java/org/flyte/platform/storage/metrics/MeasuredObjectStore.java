package org.flyte.platform.storage.metrics;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PutRequest;

/** Measures the calls to a store. */
public final class MeasuredObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final StoreMetrics metrics;

    public MeasuredObjectStore(ObjectStore store, StoreMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    @Override
    public String base() {
        return store.base();
    }

    @Override
    public boolean owns(String address) {
        return store.owns(address);
    }

    @Override
    public void verifyBase() {
        metrics.call(StoreOperation.HEAD, () -> {
            store.verifyBase();
            return true;
        });
    }

    @Override
    public Optional<ObjectInfo> head(String address) {
        return metrics.call(StoreOperation.HEAD, () -> store.head(address));
    }

    @Override
    public Optional<String> md5(String address) {
        return metrics.call(StoreOperation.MD5, () -> store.md5(address));
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        byte[] content = metrics.call(StoreOperation.READ, () -> store.read(address, maxBytes));
        metrics.passed(StoreOperation.READ, content.length);
        return content;
    }

    @Override
    public InputStream open(String address) {
        return new MeasuredStream(metrics.call(StoreOperation.OPEN, () -> store.open(address)), metrics);
    }

    @Override
    public InputStream open(String address, long from, long count) {
        return new MeasuredStream(metrics.call(StoreOperation.OPEN, () -> store.open(address, from, count)), metrics);
    }

    @Override
    public void write(String address, byte[] content) {
        run(StoreOperation.WRITE, () -> store.write(address, content));
        metrics.passed(StoreOperation.WRITE, content.length);
    }

    @Override
    public void write(String address, InputStream content, long length) {
        run(StoreOperation.WRITE, () -> store.write(address, content, length));
        metrics.passed(StoreOperation.WRITE, length);
    }

    @Override
    public boolean writeIfAbsent(String address, InputStream content, long length) {
        boolean written =
                metrics.call(StoreOperation.WRITE_IF_ABSENT, () -> store.writeIfAbsent(address, content, length));
        if (written) {
            metrics.passed(StoreOperation.WRITE_IF_ABSENT, length);
        }
        return written;
    }

    @Override
    public void copy(String from, String to) {
        run(StoreOperation.COPY, () -> store.copy(from, to));
    }

    @Override
    public void delete(String address) {
        run(StoreOperation.DELETE, () -> store.delete(address));
    }

    @Override
    public List<ObjectInfo> list(String prefix, int limit) {
        return metrics.call(StoreOperation.LIST, () -> store.list(prefix, limit));
    }

    @Override
    public PresignedUrl presignPut(PutRequest request) {
        return metrics.call(StoreOperation.PRESIGN_PUT, () -> store.presignPut(request));
    }

    @Override
    public boolean bindsMd5() {
        return store.bindsMd5();
    }

    @Override
    public PresignedUrl presignGet(String address, Duration validFor) {
        return metrics.call(StoreOperation.PRESIGN_GET, () -> store.presignGet(address, validFor));
    }

    @Override
    public Optional<PresignedUrlVerifier> presignedUrlVerifier() {
        return store.presignedUrlVerifier();
    }

    @Override
    public void close() {
        store.close();
    }

    private void run(StoreOperation operation, Runnable work) {
        metrics.call(operation, () -> {
            work.run();
            return null;
        });
    }
}
