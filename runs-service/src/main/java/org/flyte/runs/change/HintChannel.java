package org.flyte.runs.change;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * LISTEN and NOTIFY on a connection of its own, which is made again, with growing waits, whenever it is lost. A transaction
 * that notifies takes a lock of the whole database until it ends, so no transaction of a writer does.
 */
final class HintChannel {
    /** What a connection, at first or again, is good for. */
    interface Receiver {
        /** Notifications since the last connection are lost. */
        void connected();

        /** @param sender process id of the connection of another replica */
        void received(int sender, String text);

        /** Is called every {@link #PING} while connected. */
        void tick();
    }

    static final Duration PING = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Backoff RECONNECT = Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(15));
    private static final String CHANNEL = "flyte_run_changes";
    private static final Logger LOG = Logger.getLogger(HintChannel.class);

    private final Vertx vertx;
    private final Supplier<Future<PgConnection>> connections;
    private final Receiver receiver;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile PgConnection connection;
    private volatile boolean closed;

    HintChannel(Vertx vertx, Supplier<Future<PgConnection>> connections, Receiver receiver) {
        this.vertx = vertx;
        this.connections = connections;
        this.receiver = receiver;
    }

    boolean isConnected() {
        return connection != null;
    }

    void open() {
        connections
                .get()
                .compose(opened -> {
                    opened.notificationHandler(notification -> receive(opened, notification));
                    return limited(opened.query("LISTEN " + CHANNEL).execute())
                            .map(opened)
                            .onFailure(failure -> opened.close());
                })
                .onSuccess(this::opened)
                .onFailure(this::openLater);
    }

    /** Sends notifications in one round trip; completes when PostgreSQL has them. */
    Future<?> send(List<String> texts) {
        PgConnection current = connection;
        if (current == null) {
            return Future.failedFuture("not connected");
        }
        String[] each = texts.toArray(String[]::new);
        return limited(current.preparedQuery("SELECT pg_notify('" + CHANNEL + "', t) FROM unnest($1::text[]) AS t")
                        .execute(Tuple.of(each)))
                .onFailure(failure -> drop(current));
    }

    void close() {
        closed = true;
        PgConnection current = connection;
        if (current != null) {
            current.close();
        }
    }

    private void opened(PgConnection opened) {
        failures.set(0);
        connection = opened;
        opened.closeHandler(end -> lost(opened));
        vertx.setPeriodic(PING.toMillis(), timer -> ping(opened, timer));
        if (closed) {
            opened.close();
        } else {
            receiver.connected();
        }
    }

    /** Finds out that packets are lost. */
    private void ping(PgConnection opened, long timer) {
        if (connection != opened) {
            vertx.cancelTimer(timer);
            return;
        }
        limited(opened.query("SELECT 1").execute())
                .onSuccess(answer -> receiver.tick())
                .onFailure(failure -> drop(opened));
    }

    private void drop(PgConnection opened) {
        opened.close();
        lost(opened);
    }

    private synchronized void lost(PgConnection opened) {
        if (connection == opened) {
            connection = null;
            openLater(null);
        }
    }

    private void openLater(Throwable cause) {
        if (closed) {
            return;
        }
        int failed = failures.incrementAndGet();
        if (failed == 1) {
            LOG.warnf(
                    "hints between replicas interrupted, watches poll: cause=%s",
                    cause == null ? "connection lost" : cause.getMessage());
        }
        vertx.setTimer(RECONNECT.jittered(failed, ThreadLocalRandom.current()).toMillis() + 1, timer -> open());
    }

    private void receive(PgConnection opened, PgNotification notification) {
        if (notification.getProcessId() != opened.processId()) {
            receiver.received(notification.getProcessId(), notification.getPayload());
        }
    }

    private static <T> Future<T> limited(Future<T> answer) {
        return answer.timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }
}
