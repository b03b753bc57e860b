package org.flyte.platform.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.flyte.platform.storage.file.FileLinks;
import org.flyte.platform.storage.file.FileObjectStore;
import org.flyte.platform.storage.file.LinkKey;
import org.flyte.platform.storage.s3.S3ObjectStore;

/** Makes the one store of the process, by the form of its base address. Touches neither disk nor network. */
@ApplicationScoped
class ObjectStoreProducer {
    @Produces
    @Singleton
    ObjectStore objectStore(StorageConfig config) {
        return create(config, Clock.systemUTC());
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    static ObjectStore create(StorageConfig config, Clock clock) {
        Allowed allowed = new Allowed(config.base(), config.allowed().orElse(List.of()));
        if (allowed.base().startsWith("s3://")) {
            return new S3ObjectStore(allowed, config.s3(), clock);
        }
        if (allowed.base().startsWith("/")) {
            Path root = Path.of(allowed.base());
            LinkKey key = new LinkKey(root, config.links().secret());
            return new FileObjectStore(
                    allowed, new FileLinks(root, key, config.links().publicUrl(), clock));
        }
        throw new IllegalArgumentException(
                "flyte.storage.base is '%s': it must be s3://bucket[/prefix] or an absolute path"
                        .formatted(config.base()));
    }
}
