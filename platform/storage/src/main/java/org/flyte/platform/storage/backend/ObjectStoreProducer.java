package org.flyte.platform.storage.backend;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.file.FileObjectStore;
import org.flyte.platform.storage.file.FilePresignedUrls;
import org.flyte.platform.storage.file.SigningKey;
import org.flyte.platform.storage.s3.S3ObjectStore;

/** Chooses the backend by the form of the base address. Touches neither disk nor network. */
@ApplicationScoped
public class ObjectStoreProducer {
    @Produces
    @Singleton
    ObjectStore objectStore(StorageConfig config, Clock clock) {
        return create(config, clock);
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    /** Makes the store that the configuration describes. */
    public static ObjectStore create(StorageConfig config, Clock clock) {
        AllowedPrefixes allowed =
                new AllowedPrefixes(config.base(), config.allowed().orElse(List.of()));
        if (allowed.base().startsWith("s3://")) {
            return new S3ObjectStore(allowed, config.s3(), clock);
        }
        if (allowed.base().startsWith("/")) {
            return fileStore(allowed, config.links(), clock);
        }
        throw new IllegalArgumentException(
                "flyte.storage.base is '%s': it must be s3://bucket, s3://bucket/prefix or an absolute path"
                        .formatted(config.base()));
    }

    private static ObjectStore fileStore(AllowedPrefixes allowed, StorageConfig.Links links, Clock clock) {
        Path root = Path.of(allowed.base());
        Path keyFile = links.keyFile().orElseGet(() -> root.resolveSibling(root.getFileName() + ".links.key"));
        if (allowed.has(keyFile.toAbsolutePath().normalize().toString())) {
            throw new IllegalArgumentException(
                    "flyte.storage.links.key-file is '%s': it must lie outside the store, whose files pods can read"
                            .formatted(keyFile));
        }
        SigningKey key = new SigningKey(keyFile, links.secret());
        return new FileObjectStore(allowed, new FilePresignedUrls(root, key, links.publicUrl(), clock), clock);
    }
}
