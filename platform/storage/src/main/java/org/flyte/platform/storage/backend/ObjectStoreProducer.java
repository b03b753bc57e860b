package org.flyte.platform.storage.backend;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.RoutedObjectStore;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.abfs.AbfsBackend;
import org.flyte.platform.storage.file.FileObjectStore;
import org.flyte.platform.storage.file.FilePresignedUrls;
import org.flyte.platform.storage.file.SigningKey;
import org.flyte.platform.storage.gs.GcsBackend;
import org.flyte.platform.storage.metrics.MeasuredObjectStore;
import org.flyte.platform.storage.metrics.StoreMetrics;
import org.flyte.platform.storage.remote.RemoteBackend;
import org.flyte.platform.storage.remote.RemoteObjectStore;
import org.flyte.platform.storage.remote.Retries;
import org.flyte.platform.storage.s3.S3Backend;

/** Chooses the backend by the form of the addresses. Touches neither disk nor network. */
@ApplicationScoped
public class ObjectStoreProducer {
    @Produces
    @Singleton
    ObjectStore objectStore(StorageConfig config, Clock clock, MeterRegistry registry) {
        return create(config, clock, registry);
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    /** Makes the store without metrics. */
    public static ObjectStore create(StorageConfig config, Clock clock) {
        return create(config, clock, new CompositeMeterRegistry());
    }

    /** Makes the store that the configuration describes: one backend for each scheme and bucket with settings of its own. */
    public static ObjectStore create(StorageConfig config, Clock clock, MeterRegistry registry) {
        Map<String, List<String>> routes = new LinkedHashMap<>();
        routes.computeIfAbsent(routeOf(config, config.base()), route -> new ArrayList<>())
                .add(config.base());
        config.allowed()
                .orElse(List.of())
                .forEach(prefix -> routes.computeIfAbsent(routeOf(config, prefix), route -> new ArrayList<>())
                        .add(prefix));
        List<ObjectStore> stores = routes.values().stream()
                .map(prefixes -> new AllowedPrefixes(prefixes.getFirst(), prefixes.subList(1, prefixes.size())))
                .map(prefixes -> measured(config, prefixes, clock, registry))
                .toList();
        return stores.size() == 1
                ? stores.getFirst()
                : new RoutedObjectStore(stores.getFirst(), stores.subList(1, stores.size()));
    }

    private static String routeOf(StorageConfig config, String prefix) {
        if (!prefix.contains("://")) {
            return "";
        }
        String scheme = prefix.substring(0, prefix.indexOf("://") + 1);
        String bucket = bucketOf(prefix);
        return config.s3Bucket().containsKey(bucket) && scheme.equals("s3:") ? scheme + bucket : scheme;
    }

    private static String bucketOf(String prefix) {
        String rest = prefix.substring(prefix.indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static ObjectStore measured(
            StorageConfig config, AllowedPrefixes allowed, Clock clock, MeterRegistry registry) {
        StoreMetrics metrics = new StoreMetrics(registry, kindOf(allowed.base()));
        return new MeasuredObjectStore(store(config, allowed, clock, metrics), metrics);
    }

    private static ObjectStore store(StorageConfig config, AllowedPrefixes allowed, Clock clock, StoreMetrics metrics) {
        String base = allowed.base();
        return switch (kindOf(base)) {
            case "s3" -> {
                StorageConfig.S3 s3 = config.s3Bucket().getOrDefault(bucketOf(base), config.s3());
                yield remote(config, allowed, new S3Backend(base, s3, clock), metrics);
            }
            case "gs" -> remote(config, allowed, new GcsBackend(base, config.gs(), clock), metrics);
            case "abfs" -> remote(config, allowed, new AbfsBackend(base, config.abfs(), clock), metrics);
            default -> fileStore(allowed, config.links(), clock);
        };
    }

    private static String kindOf(String base) {
        if (base.startsWith("s3://")) {
            return "s3";
        }
        if (base.startsWith("gs://")) {
            return "gs";
        }
        if (base.startsWith("abfs://") || base.startsWith("abfss://")) {
            return "abfs";
        }
        if (base.startsWith("/")) {
            return "file";
        }
        throw new IllegalArgumentException(
                ("flyte.storage.base or allowed has '%s': it must be s3://bucket, gs://bucket or"
                                + " abfs://container@account.dfs.core.windows.net, each with a prefix or without, or an"
                                + " absolute path")
                        .formatted(Address.shown(base)));
    }

    private static ObjectStore remote(
            StorageConfig config, AllowedPrefixes allowed, RemoteBackend backend, StoreMetrics metrics) {
        StorageConfig.Remote remote = config.remote();
        return new RemoteObjectStore(
                allowed,
                backend,
                Math.toIntExact(remote.partSize().asLongValue()),
                new Retries(
                        remote.maxAttempts(),
                        Backoff.doubling(remote.initialBackoff(), remote.maxBackoff()),
                        remote.retryFor(),
                        metrics::retried));
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
