package org.flyte.devbox.start;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.flyte.platform.embedded.EmbeddedKafkaBroker;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.embedded.EmbeddedPostgresServer;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;
import org.flyte.platform.embedded.EmbeddedS3;
import org.flyte.platform.embedded.SecretFiles;

/** The infrastructure under the services, started in parallel and stopped together. */
public final class EmbeddedParts implements AutoCloseable {
    static final String DATABASE = "flyte";
    static final String BUCKET = "flyte";

    /** Key pair of the embedded S3 server: a secret of this start, handed to pods and services. */
    record S3(EmbeddedS3 server, String accessKey, String secretKey) {}

    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaBroker kafka;
    private final Optional<EmbeddedKubernetesApi> kubernetes;
    private final Optional<S3> s3;
    private final String postgresPassword;
    private final String kubernetesToken;

    private EmbeddedParts(
            EmbeddedPostgresServer postgres,
            EmbeddedKafkaBroker kafka,
            Optional<EmbeddedKubernetesApi> kubernetes,
            Optional<S3> s3,
            String postgresPassword,
            String kubernetesToken) {
        this.postgresPassword = postgresPassword;
        this.kubernetesToken = kubernetesToken;
        this.postgres = postgres;
        this.kafka = kafka;
        this.kubernetes = kubernetes;
        this.s3 = s3;
    }

    /**
     * Starts what the options ask for, and meanwhile prepares the user's own cluster; when one of it fails, what has
     * started is stopped again.
     */
    public static EmbeddedParts start(Options options, DataFolder folder) {
        boolean embedded = options.kubernetes() == KubernetesMode.EMBEDDED;
        String password = new SecretFiles(folder.root()).get("postgres.password");
        String token = SecretFiles.random();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            var postgres = start(threads, () -> postgres(options, folder, password));
            var kafka = start(threads, () -> new EmbeddedKafkaBroker(folder.kafka(), 0));
            var kubernetes = start(threads, () -> embedded ? new EmbeddedKubernetesApi(0, token) : null);
            var s3 = start(threads, () -> options.store() == StoreMode.S3 ? s3(options, folder) : null);
            var cluster = start(threads, () -> {
                if (!embedded) {
                    new ClusterSetup(options.namespace()).apply();
                }
                return null;
            });
            try {
                CompletableFuture.allOf(postgres, kafka, kubernetes, s3, cluster)
                        .join();
            } catch (CompletionException e) {
                closeStarted(postgres, kafka, kubernetes, s3);
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
            return new EmbeddedParts(
                    postgres.join(),
                    kafka.join(),
                    Optional.ofNullable(kubernetes.join()),
                    Optional.ofNullable(s3.join()),
                    password,
                    token);
        }
    }

    EmbeddedPostgresServer postgres() {
        return postgres;
    }

    EmbeddedKafkaBroker kafka() {
        return kafka;
    }

    /** Of the user {@code postgres}. */
    String postgresPassword() {
        return postgresPassword;
    }

    /** What clients of the embedded Kubernetes API send: of this start only. */
    String kubernetesToken() {
        return kubernetesToken;
    }

    Optional<EmbeddedKubernetesApi> kubernetes() {
        return kubernetes;
    }

    Optional<S3> s3() {
        return s3;
    }

    @Override
    public void close() {
        Deque<AutoCloseable> parts = new ArrayDeque<>(List.of(kafka, postgres));
        kubernetes.ifPresent(parts::push);
        s3.ifPresent(store -> parts.push(store.server()));
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            parts.forEach(part -> threads.execute(() -> closeQuietly(part)));
        }
    }

    private static EmbeddedPostgresServer postgres(Options options, DataFolder folder, String password) {
        Durability durability = options.ephemeral() ? Durability.FAST : Durability.SAFE;
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(folder.postgres(), 0, durability, password);
        server.createDatabase(DATABASE);
        return server;
    }

    private static S3 s3(Options options, DataFolder folder) {
        String secret = UUID.randomUUID().toString();
        String address = options.isLocal() ? "127.0.0.1" : new PodsAddress(options.host(), 0).bound();
        EmbeddedS3 server = new EmbeddedS3(folder.store(), address, 0, "devbox", secret);
        server.createBucket(BUCKET);
        return new S3(server, "devbox", secret);
    }

    private static <T> CompletableFuture<T> start(ExecutorService threads, Supplier<T> part) {
        return CompletableFuture.supplyAsync(part, threads);
    }

    private static void closeStarted(CompletableFuture<?>... parts) {
        for (CompletableFuture<?> part : parts) {
            part.handle((started, failure) -> started instanceof S3 s3 ? s3.server() : started)
                    .thenAccept(started -> {
                        if (started instanceof AutoCloseable closeable) {
                            closeQuietly(closeable);
                        }
                    })
                    .join();
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.err.println(
                    "devbox: %s did not stop: %s".formatted(part.getClass().getSimpleName(), e));
        }
    }
}
