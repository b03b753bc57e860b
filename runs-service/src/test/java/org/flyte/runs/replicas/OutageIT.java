package org.flyte.runs.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.platform.testkit.FaultyNetwork;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.replicas.History.AbortAcknowledged;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.ChildRecorded;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.flyte.runs.replicas.Replicas.Fault;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service while its database is stopped, its connections are cut, packets are lost and statements deadlock, under the load
 * of a seeded driver. {@code -Doutage.seconds} is how long PostgreSQL is stopped, and how long packets are lost (5); from 30
 * on the service has its own timeouts, else shorter ones.
 */
class OutageIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 250;
    private static final String RUN = SimulatedCluster.IDLE + "1";

    private final long seconds = Long.getLong("outage.seconds", 5);
    private final long seed = Long.getLong("outage.seed", System.nanoTime());
    private final boolean ownTimeouts = seconds >= 30;
    /** How long a call may last, and how long readiness may lag behind. */
    private final Duration limit = ownTimeouts ? Duration.ofSeconds(60) : Duration.ofSeconds(15);

    private final History history = new History();

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // the test has limits of its own
    void losesNothingAndNeedsNoRestartWhenTheDatabaseFails() throws Exception {
        System.out.printf("OutageIT: -Doutage.seed=%d -Doutage.seconds=%d%n", seed, seconds);
        Path logs = Files.createDirectories(Path.of("target", "outage"));
        Vertx vertx = Vertx.vertx();
        List<ServiceReplica> processes = new ArrayList<>();
        Replicas replicas = new Replicas(
                processes, history, Fault.DATABASE, limit.plusSeconds(seconds).multipliedBy(2));
        try (Postgres postgres = new Postgres(folder);
                FaultyNetwork network =
                        new FaultyNetwork(vertx, postgres.database().port());
                SimulatedCluster cluster = new SimulatedCluster(replicas, history, seed, RealKafka.bootstrapServers());
                ServiceReplica replica =
                        new ServiceReplica("replica", settings(network.port(), postgres, cluster.port()), logs, limit);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                KafkaProducer<String, byte[]> garbage = new KafkaProducer<>(
                        Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer());
                Watchers watchers = new Watchers(replicas, history, timer);
                Readers readers = new Readers(replica, history, RUN, limit);
                Driver driver = new Driver(replicas, history, watchers, garbage, seed)) {
            processes.add(replica);
            StoredState stored = new StoredState(postgres.database());
            replica.start();
            await(replica.describe()).atMost(START).until(replica::isReady);
            driver.start();
            readers.start();

            deadlock(stored, replicas);
            cutConnections(network, stored, replicas);
            stopPostgres(postgres, replica, replicas);
            losePackets(network, replica, replicas);

            driver.stop();
            readers.stop();
            assertThat(readers.answered()).as("RPCs that succeeded").containsExactlyElementsOf(readers.names());
            End end = new EndReader(stored, replicas, watchers, history).read();
            assertThat(new HistoryCheck(history, end).violations())
                    .as("violations; seed %d; log in %s", seed, logs.toAbsolutePath())
                    .isEmpty();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private Map<String, String> settings(int databasePort, Postgres postgres, int actionsPort) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "flyte.database.host", "127.0.0.1",
                "flyte.database.port", Integer.toString(databasePort),
                "flyte.database.name", postgres.database().name(),
                "flyte.database.password", TestDatabase.PASSWORD,
                "flyte.events.bootstrap-servers", RealKafka.bootstrapServers(),
                "flyte.runs.ingest.group", "outage" + seed,
                "flyte.storage.base", folder.resolve("store").toString(),
                "flyte.clients.actions.host", "127.0.0.1",
                "flyte.clients.actions.port", Integer.toString(actionsPort)));
        if (!ownTimeouts) {
            settings.putAll(Map.of(
                    "flyte.database.timeouts.statement", "3s",
                    "flyte.database.timeouts.read", "4s",
                    "flyte.database.timeouts.connect", "2s",
                    "flyte.runs.outbox.lease", "5s",
                    "flyte.runs.outbox.max-backoff", "4s",
                    "flyte.runs.outbox.orphan-grace", "2s",
                    "flyte.runs.ingest.max-backoff", "2s"));
        }
        return settings;
    }

    private void stopPostgres(Postgres postgres, ServiceReplica replica, Replicas replicas)
            throws InterruptedException {
        postgres.stop();
        expectNotReady(replica, replicas);
        postgres.start();
        expectToWork(replica, replicas);
    }

    private void losePackets(FaultyNetwork network, ServiceReplica replica, Replicas replicas)
            throws InterruptedException {
        network.losePackets();
        expectNotReady(replica, replicas);
        network.repair();
        expectToWork(replica, replicas);
    }

    private void cutConnections(FaultyNetwork network, StoredState stored, Replicas replicas)
            throws InterruptedException, SQLException {
        for (int i = 0; i < 6; i++) {
            replicas.pause(PAUSE_MILLIS);
            network.cut();
        }
        try (Connection connection = stored.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        expectToWork(replicas.get(0), replicas);
    }

    /** Until then the service may be ready; then it is not, and live, as long as the fault lasts. */
    private void expectNotReady(ServiceReplica replica, Replicas replicas) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await("not ready").atMost(limit).until(() -> !replica.isReady());
        do {
            assertThat(replica.health("ready"))
                    .as("readiness without a database")
                    .isEqualTo(503);
            assertThat(replica.isLive()).as("live").isTrue();
            replicas.pause(PAUSE_MILLIS);
        } while (System.nanoTime() < end);
    }

    /** Ready soon, and then a call succeeds. */
    private void expectToWork(ServiceReplica replica, Replicas replicas) throws InterruptedException {
        long start = System.nanoTime();
        await("ready again").atMost(limit).until(replica::isReady);
        long ready = System.nanoTime();
        assertThat(replicas.call(
                        0, "CreateRun", Set.of(), working -> working.runs().createRun(Requests.unnamed())))
                .as("works again")
                .isPresent();
        System.out.printf(
                "OutageIT: ready after %d ms, worked %d ms later%n",
                TimeUnit.NANOSECONDS.toMillis(ready - start), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ready));
    }

    /** Reports of events and an abort lose against another transaction; both are repeated and succeed. */
    private void deadlock(StoredState stored, Replicas replicas) throws SQLException, InterruptedException {
        replicas.call(0, "CreateRun " + RUN, Set.of(), replica -> replica.runs().createRun(Requests.named(RUN)));
        for (String name : List.of("x1", "x2")) {
            replicas.call(
                    0,
                    "RecordAction " + name,
                    Set.of(),
                    replica -> replica.internal().recordAction(Requests.child(RUN, name, "a0")));
            history.add(new ChildRecorded(new Action(RUN, name)));
        }
        try (Deadlock deadlock = new Deadlock(stored)) {
            int before = deadlock.count();
            deadlock.between(RUN, "x1", "x2", () -> reportEvents(replicas));
            deadlock.between(RUN, "x1", "x2", () -> abort(replicas));
            await("statements that were ended")
                    .untilAsserted(() -> assertThat(deadlock.count()).isEqualTo(before + 2));
        }
    }

    private void reportEvents(Replicas replicas) {
        RecordActionEventsRequest request = RecordActionEventsRequest.newBuilder()
                .addEvents(running("x1"))
                .addEvents(running("x2"))
                .build();
        call(replicas, "RecordActionEvents", replica -> {
            int code =
                    replica.internal().recordActionEvents(request).getStatus().getCode();
            if (code == 0) {
                List.of("x1", "x2")
                        .forEach(name -> history.add(new PhaseAcknowledged(
                                new Action(RUN, name), new State(1, ActionPhase.ACTION_PHASE_RUNNING), Source.EVENT)));
            } else {
                history.add(new UnexpectedAnswer("RecordActionEvents: code " + code));
            }
            return code;
        });
    }

    private static ActionEvent running(String name) {
        ActionIdentifier id = Requests.action(RUN, name);
        return ActionEvent.newBuilder()
                .setId(id)
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                .setUpdatedTime(Timestamps.now())
                .build();
    }

    private void abort(Replicas replicas) {
        AbortRunRequest request = AbortRunRequest.newBuilder()
                .setRunId(Requests.run(RUN))
                .setReason("no longer needed")
                .build();
        call(replicas, "AbortRun", replica -> {
            replica.runs().abortRun(request);
            history.add(new AbortAcknowledged(RUN));
            return 0;
        });
    }

    private static void call(Replicas replicas, String what, Function<ServiceReplica, Integer> call) {
        try {
            replicas.call(0, what, Set.of(), call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
