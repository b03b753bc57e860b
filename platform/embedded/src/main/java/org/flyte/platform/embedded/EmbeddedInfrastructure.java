package org.flyte.platform.embedded;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.flyte.platform.embedded.EmbeddedPostgresServer.Durability;

/**
 * PostgreSQL, Kafka, S3 and the stand-in for the Kubernetes API without the services, for {@code scripts/separate-services}
 * and {@code scripts/dev}.
 *
 * <p>Prints {@code KEY=value} lines that a shell can source, then {@code READY=1}, and serves until it is signalled.
 */
public final class EmbeddedInfrastructure {
    private EmbeddedInfrastructure() {}

    /** Arguments: the data folder and the address the S3 server binds. */
    public static void main(String[] arguments) throws InterruptedException {
        Path data = Path.of(arguments[0]);
        String secret = UUID.randomUUID().toString();
        data.toFile().mkdirs();
        String password = new SecretFiles(data).get("postgres.password");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (EmbeddedPostgresServer postgres =
                        new EmbeddedPostgresServer(data.resolve("postgres"), 0, Durability.SAFE, password);
                EmbeddedKafkaBroker kafka = new EmbeddedKafkaBroker(data.resolve("kafka"), 0);
                EmbeddedKubernetesApi kubernetes = new EmbeddedKubernetesApi(0);
                EmbeddedS3 s3 = new EmbeddedS3(data.resolve("store"), arguments[1], 0, "flyte", secret)) {
            postgres.createDatabase("flyte");
            s3.createBucket("flyte");
            System.out.printf("POSTGRES_PORT=%d%nPOSTGRES_PASSWORD=%s%n", postgres.port(), password);
            System.out.printf("KAFKA=%s%n", kafka.bootstrapServers());
            System.out.printf("KUBERNETES=%s%n", kubernetes.url());
            System.out.printf("S3_PORT=%d%nS3_ACCESS_KEY=flyte%nS3_SECRET_KEY=%s%n", s3.port(), secret);
            System.out.println("READY=1");
            asked.await();
        } finally {
            stopped.countDown();
        }
    }
}
