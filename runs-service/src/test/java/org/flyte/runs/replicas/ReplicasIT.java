package org.flyte.runs.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.Replicas.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two replicas on one database, killed in turn. {@code -Dreplicas.seconds} is how long (120), {@code -Dreplicas.seed} repeats
 * the choices of a run.
 */
class ReplicasIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MIN_SECONDS_BETWEEN_KILLS = 4;

    private final long seconds = Long.getLong("replicas.seconds", 120);
    private final long seed = Long.getLong("replicas.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final History history = new History();
    private final TestDatabase database = RealPostgres.freshDatabase();

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // the test has limits of its own
    void keepsEveryPromiseWhileReplicasAreKilled() throws Exception {
        System.out.printf("ReplicasIT: -Dreplicas.seed=%d -Dreplicas.seconds=%d%n", seed, seconds);
        Path folder = Files.createDirectories(Path.of("target", "replicas"));
        List<ServiceReplica> processes = new ArrayList<>();
        Replicas replicas = new Replicas(processes, history, Fault.KILLED_PROCESS, PATIENCE);
        try (SimulatedCluster cluster = new SimulatedCluster(replicas, history, seed, RealKafka.bootstrapServers());
                ServiceReplica first = new ServiceReplica("first", settings(cluster.port(), folder), folder, DEADLINE);
                ServiceReplica second =
                        new ServiceReplica("second", settings(cluster.port(), folder), folder, DEADLINE);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                KafkaProducer<String, byte[]> garbage = new KafkaProducer<>(
                        Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer());
                Watchers watchers = new Watchers(replicas, history, timer);
                Driver driver = new Driver(replicas, history, watchers, garbage, seed)) {
            migrate(cluster.port(), folder);
            processes.addAll(List.of(first, second));
            for (ServiceReplica replica : processes) {
                replica.start();
                awaitReady(replica);
            }
            SteadyTrigger trigger = new SteadyTrigger(replicas);
            trigger.activate();
            driver.start();
            killInTurn(processes, replicas);
            driver.stop();
            trigger.deactivate();
            StoredState stored = new StoredState(database);
            End end = new EndReader(stored, replicas, watchers, history).read();

            assertThat(trigger.gaps(stored.fired()))
                    .as("due times without a run, or with two")
                    .isEmpty();
            assertThat(end.stored()).as("something was done").hasSizeGreaterThan((int) seconds);
            assertThat(new HistoryCheck(history, end).violations())
                    .as("violations; seed %d; logs in %s", seed, folder.toAbsolutePath())
                    .isEmpty();
        }
    }

    /** As the Job of the manifests does. */
    private void migrate(int actionsPort, Path folder) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(settings(actionsPort, folder));
        settings.put("flyte.database.migration.mode", "only");
        try (ServiceReplica job = new ServiceReplica("migration", settings, folder, DEADLINE)) {
            job.start();
            assertThat(job.awaitEnd(START)).as(job.describe()).isZero();
        }
    }

    private Map<String, String> settings(int actionsPort, Path folder) {
        return Map.of(
                "flyte.database.host", "127.0.0.1",
                "flyte.database.port", Integer.toString(database.port()),
                "flyte.database.name", database.name(),
                "flyte.database.password", TestDatabase.PASSWORD,
                "flyte.events.bootstrap-servers", RealKafka.bootstrapServers(),
                "flyte.storage.base", folder.resolve("store").toAbsolutePath().toString(),
                "flyte.clients.actions.host", "127.0.0.1",
                "flyte.clients.actions.port", Integer.toString(actionsPort));
    }

    private void killInTurn(List<ServiceReplica> processes, Replicas replicas) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int turn = 0; System.nanoTime() < end; turn++) {
            replicas.pause(1000L * (MIN_SECONDS_BETWEEN_KILLS + random.nextInt(4)));
            ServiceReplica replica = processes.get(turn % processes.size());
            replica.kill();
            replica.start();
            awaitReady(replica);
        }
    }

    private static void awaitReady(ServiceReplica replica) {
        await(replica.describe()).atMost(START).until(replica::isReady);
    }
}
