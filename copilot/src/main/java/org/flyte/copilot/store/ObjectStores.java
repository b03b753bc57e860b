package org.flyte.copilot.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.abfs.AbfsBackend;
import org.flyte.platform.storage.file.FileObjectStore;
import org.flyte.platform.storage.file.FilePresignedUrls;
import org.flyte.platform.storage.file.SigningKey;
import org.flyte.platform.storage.gs.GcsBackend;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend;
import org.flyte.platform.storage.remote.RemoteObjectStore;
import org.flyte.platform.storage.remote.Retries;
import org.flyte.platform.storage.s3.S3Backend;

/** The object stores that addresses name: one for each bucket, made when it is first used. */
public final class ObjectStores implements AutoCloseable {
    /** Each write holds one part in memory. */
    private static final int PART_BYTES = 8 << 20;

    private static final Retries RETRIES = new Retries(
            6, Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(5)), Duration.ofSeconds(60), () -> {});

    private final StoreEnvironment environment;
    private final Optional<String> folder;
    private final Clock clock;
    private final Map<String, ObjectStore> stores = new HashMap<>();

    /**
     * @param environment of the process
     * @param folder below which objects with plain paths are, of a folder store
     */
    public ObjectStores(Map<String, String> environment, Optional<String> folder, Clock clock) {
        this.environment = new StoreEnvironment(environment);
        this.folder = folder;
        this.clock = clock;
    }

    /** The store of an object or prefix. */
    public synchronized ObjectStore of(String address) {
        return stores.computeIfAbsent(root(address), this::open);
    }

    private String root(String address) {
        return address.startsWith("/")
                ? folder.orElseThrow(() -> new InvalidArgument(
                        "address '%s' is a path: only a folder store has those", Address.shown(address)))
                : Location.parse(address).root();
    }

    private ObjectStore open(String root) {
        String scheme = root.substring(0, root.indexOf('/') + 1);
        return switch (scheme) {
            case "/" -> folderStore(root);
            case "s3:/" -> remote(root, new S3Backend(root, environment.s3(), clock));
            case "gs:/" -> remote(root, new GcsBackend(root, environment.gs(), clock));
            case "abfs:/", "abfss:/" -> remote(root, new AbfsBackend(root, environment.abfs(), clock));
            default ->
                throw new InvalidArgument(
                        "address '%s' is of no known object store: use s3, gs, abfs or a path", Address.shown(root));
        };
    }

    private static ObjectStore remote(String root, RemoteBackend backend) {
        return new RemoteObjectStore(new AllowedPrefixes(root, List.of()), backend, PART_BYTES, RETRIES);
    }

    private ObjectStore folderStore(String root) {
        // It signs nothing: no key is read or made.
        SigningKey key = new SigningKey(Path.of(root + ".links.key"), Optional.empty());
        return new FileObjectStore(
                new AllowedPrefixes(root, List.of()),
                new FilePresignedUrls(Path.of(root), key, Optional.empty(), clock),
                clock);
    }

    @Override
    public synchronized void close() {
        stores.values().forEach(ObjectStore::close);
        stores.clear();
    }
}
