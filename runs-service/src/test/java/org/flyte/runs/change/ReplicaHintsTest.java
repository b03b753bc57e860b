package org.flyte.runs.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.FaultyNetwork;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.db.DedicatedConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one database; the network of the second one fails. */
class ReplicaHintsTest {
    private static final RunKey RUN = new RunKey("flytesnacks", "development", "r1");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = RealPostgres.freshDatabase();
    private FaultyNetwork network;
    private TestReplica first;
    private TestReplica second;

    @BeforeEach
    void start() throws Exception {
        network = new FaultyNetwork(vertx, database.port());
        first = new TestReplica(database.port());
        second = new TestReplica(network.port());
        await().atMost(LIMIT).until(() -> first.isConnected() && second.isConnected());
    }

    @AfterEach
    void close() throws Exception {
        first.hints.close();
        second.hints.close();
        network.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void hintsAtChangesWithinMillisecondsOnceAnotherReplicaWatches() {
        second.watch();
        await().until(first.hints::areWanted);

        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int expected = i + 1;
            long began = System.nanoTime();
            first.hints.changed(RUN, List.of("c" + i));
            await().pollInterval(Duration.ofMillis(1)).until(() -> second.changes.size() == expected);
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }

        assertThat(millis.stream().sorted().toList().get(25)).isLessThan(50);
        assertThat(second.changes.getLast()).isEqualTo("r1: [c49]");
        assertThat(first.changes).isEmpty();
    }

    @Test
    void sendsNothingWhileNoOtherReplicaWatches() {
        first.watch();
        await().until(second.hints::areWanted);

        first.hints.changed(RUN, List.of("a0"));
        second.hints.changed(RUN, List.of("c1"));

        await().until(() -> first.changes.size() == 1);
        assertThat(first.hints.areWanted()).isFalse();
        assertThat(second.changes).isEmpty();
    }

    @Test
    void sendsABurstInFewNotifications() {
        second.watch();
        await().until(first.hints::areWanted);
        double before = first.sent();

        for (int i = 0; i < 10_000; i++) {
            first.hints.changed(new RunKey("p", "d", "r" + i % 20), List.of("c" + i));
        }

        await().until(() -> second.changes.stream().anyMatch(change -> change.startsWith("r19")));
        assertThat(first.sent() - before).isLessThan(200);
    }

    @Test
    void readsEverythingOnceAfterConnectionsAreCut() {
        second.watch();
        await().until(first.hints::areWanted);
        int before = second.missed.get();

        network.cut();

        await().atMost(LIMIT).until(() -> second.missed.get() > before && second.isConnected());
        await().atMost(LIMIT).until(() -> {
            first.hints.changed(RUN, List.of("after"));
            return second.changes.contains("r1: [after]");
        });
    }

    @Test
    void tellsOthersToReadWhatItCouldNotHintAt() {
        first.watch();
        await().until(second.hints::areWanted);
        network.refuse();
        await().until(() -> !second.isConnected());
        int before = first.missed.get();

        second.hints.changed(RUN, List.of("lost"));
        network.repair();

        await().atMost(LIMIT).until(() -> first.missed.get() > before);
        assertThat(first.changes).isEmpty();
    }

    /** Not started as an application: only its hints. */
    private final class TestReplica implements HintListener {
        private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final List<String> changes = new CopyOnWriteArrayList<>();
        private final AtomicInteger missed = new AtomicInteger();
        private final ReplicaHints hints;
        private volatile boolean watching;

        TestReplica(int port) {
            PgConnectOptions server = PgConnectOptions.fromUri(database.reactiveUrl())
                    .setPort(port)
                    .setUser(TestDatabase.USER)
                    .setPassword(TestDatabase.PASSWORD);
            hints = new ReplicaHints(new Hints(), vertx, new DedicatedConnections(vertx, List.of(server)), metrics);
            hints.start(this);
        }

        void watch() {
            watching = true;
            hints.watching();
        }

        boolean isConnected() {
            return metrics.get("flyte.watch.hints.connected").gauge().value() == 1;
        }

        double sent() {
            return metrics.get("flyte.watch.hints.sent").counter().count();
        }

        @Override
        public void changed(RunKey run, Collection<String> actions) {
            changes.add(run.name() + ": " + actions);
        }

        @Override
        public void missedHints() {
            missed.incrementAndGet();
        }

        @Override
        public boolean isWatching() {
            return watching;
        }
    }

    private record Hints() implements HintConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(5);
        }
    }
}
