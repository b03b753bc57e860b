package org.flyte.runs.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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
import org.awaitility.core.ConditionTimeoutException;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two replicas on one database, killed in turn. {@code -Dreplicas.seconds} is how long (120), {@code -Dreplicas.seed} repeats
 * the choices of a run.
 */
class ReplicasIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final int MIN_SECONDS_BETWEEN_KILLS = 4;
    private static final int MAX_PAGE = 200;

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
        List<Replica> processes = new ArrayList<>();
        Replicas replicas = new Replicas(processes, history);
        try (SimulatedCluster cluster = new SimulatedCluster(replicas, history, seed, RealKafka.bootstrapServers());
                Replica first = new Replica("first", settings(cluster.port(), folder), folder);
                Replica second = new Replica("second", settings(cluster.port(), folder), folder);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                KafkaProducer<String, byte[]> garbage = new KafkaProducer<>(
                        Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer());
                Watchers watchers = new Watchers(replicas, history, timer);
                Driver driver = new Driver(replicas, history, watchers, garbage, seed)) {
            processes.addAll(List.of(first, second));
            for (Replica replica : processes) {
                replica.start();
                awaitReady(replica);
            }
            SteadyTrigger trigger = new SteadyTrigger(replicas);
            trigger.activate();
            driver.start();
            killInTurn(processes, replicas);
            driver.stop();
            trigger.deactivate();
            End end = end(replicas, watchers);

            assertThat(trigger.gaps(fired()))
                    .as("due times without a run, or with two")
                    .isEmpty();
            assertThat(end.stored()).as("something was done").hasSizeGreaterThan((int) seconds);
            assertThat(new HistoryCheck(history, end).violations())
                    .as("violations; seed %d; logs in %s", seed, folder.toAbsolutePath())
                    .isEmpty();
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

    private void killInTurn(List<Replica> processes, Replicas replicas) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int turn = 0; System.nanoTime() < end; turn++) {
            replicas.pause(1000L * (MIN_SECONDS_BETWEEN_KILLS + random.nextInt(4)));
            Replica replica = processes.get(turn % processes.size());
            replica.kill();
            replica.start();
            awaitReady(replica);
        }
    }

    private static void awaitReady(Replica replica) {
        await(replica.describe()).atMost(START).until(replica::isReady);
    }

    private End end(Replicas replicas, Watchers watchers) throws SQLException {
        await("every action ends")
                .atMost(SETTLE)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::allEnded);
        awaitEvents();
        Map<Action, State> stored = stored();
        Map<Action, State> watched = new HashMap<>();
        Map<Action, State> first = new HashMap<>();
        Map<Action, State> second = new HashMap<>();
        for (String run : stored.keySet().stream().map(Action::run).distinct().toList()) {
            first.putAll(list(run, replicas.get(0)));
            second.putAll(list(run, replicas.get(1)));
            try (Watchers.Watch watch = watchers.watch(run, random.nextInt(2))) {
                long actions = stored.keySet().stream()
                        .filter(action -> action.run().equals(run))
                        .count();
                await("snapshot of " + run).until(() -> watch.latest().size() >= actions);
                watched.putAll(watch.latest());
            }
        }
        return new End(first, second, watched, stored, events());
    }

    /** The consumer group waits for a killed member before it goes on; what never arrives the checker names. */
    private void awaitEvents() {
        try {
            await().atMost(SETTLE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                Map<Action, List<State>> events = events();
                return history.all(PhaseAcknowledged.class).stream()
                        .filter(phase -> phase.source() == Source.EVENT)
                        .allMatch(phase ->
                                events.getOrDefault(phase.action(), List.of()).contains(phase.state()));
            });
        } catch (ConditionTimeoutException e) {
            System.err.println("ReplicasIT: not every event arrived");
        }
    }

    private static Map<Action, State> list(String run, Replica replica) {
        Map<Action, State> actions = new HashMap<>();
        ListActionsResponse page = ListActionsResponse.getDefaultInstance();
        do {
            page = replica.runs()
                    .listActions(ListActionsRequest.newBuilder()
                            .setRunId(Requests.run(run))
                            .setRequest(
                                    ListRequest.newBuilder().setLimit(MAX_PAGE).setToken(page.getToken()))
                            .build());
            page.getActionsList()
                    .forEach(
                            action -> actions.put(new Action(run, action.getId().getName()), Watchers.state(action)));
        } while (!page.getToken().isEmpty());
        return actions;
    }

    private boolean allEnded() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM actions WHERE " + PhaseSql.isNotTerminal("phase"))) {
            row.next();
            return row.getLong(1) == 0;
        }
    }

    private Map<Action, State> stored() throws SQLException {
        Map<Action, State> actions = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_name, name, attempts, phase FROM actions")) {
            while (row.next()) {
                actions.put(action(row), state(row));
            }
        }
        return actions;
    }

    private Map<Action, List<State>> events() throws SQLException {
        Map<Action, List<State>> events = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_name, name, attempt, phase FROM action_events")) {
            while (row.next()) {
                events.computeIfAbsent(action(row), key -> new ArrayList<>()).add(state(row));
            }
        }
        return events;
    }

    /** The due times that the trigger fired for. */
    private List<Instant> fired() throws SQLException, InvalidProtocolBufferException {
        List<Instant> times = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_spec FROM actions WHERE trigger_name IS NOT NULL")) {
            while (row.next()) {
                times.add(ProtoTime.toInstant(RunSpec.parseFrom(row.getBytes(1)).getRunStartTime()));
            }
        }
        return times;
    }

    private static Action action(ResultSet row) throws SQLException {
        return new Action(row.getString(1), row.getString(2));
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(row.getInt(3), ActionPhases.of(row.getInt(4)));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
    }
}
