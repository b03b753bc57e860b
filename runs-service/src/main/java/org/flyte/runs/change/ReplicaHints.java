package org.flyte.runs.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.DedicatedConnections;
import org.jboss.logging.Logger;

/**
 * Tells other replicas what this one changed, and is told by them; see
 * docs/adr/0032-replicas-hint-at-their-changes.md. Nothing is sent unless another replica watches something.
 */
@ApplicationScoped
public class ReplicaHints {
    private static final Logger LOG = Logger.getLogger(ReplicaHints.class);
    private static final long INTEREST_NANOS = 3 * HintChannel.PING.toNanos();

    private final PendingHints pending = new PendingHints();
    /** Until when, by nanoTime, a replica wants hints, by the process id of its connection. */
    private final Map<Integer, Long> interested = new ConcurrentHashMap<>();

    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final HintConfig config;
    private final Vertx vertx;
    private final HintChannel channel;
    private final Counter sent;
    private final Counter received;
    private volatile HintListener listener;
    private volatile long lastSent;

    ReplicaHints(HintConfig config, Vertx vertx, DedicatedConnections connections, MeterRegistry metrics) {
        this.config = config;
        this.vertx = vertx;
        this.channel = new HintChannel(vertx, connections::open, new Receiver());
        this.sent = metrics.counter("flyte.watch.hints.sent");
        this.received = metrics.counter("flyte.watch.hints.received");
        metrics.gauge("flyte.watch.hints.connected", channel, open -> open.isConnected() ? 1 : 0);
    }

    /** Connects; once, before anything else. */
    public void start(HintListener to) {
        listener = to;
        lastSent = System.nanoTime() - config.interval().toNanos();
        if (config.enabled()) {
            channel.open();
        }
    }

    @PreDestroy
    void close() {
        channel.close();
    }

    /** Hints at committed changes of this replica. It never blocks and never fails. */
    public void changed(RunKey run, Collection<String> actions) {
        if (areWanted() && pending.add(run, actions)) {
            sendSoon();
        }
    }

    /** This replica begins to watch: others learn it at once instead of at the next tick. */
    public void watching() {
        if (!announced.get() && channel.isConnected() && announced.compareAndSet(false, true)) {
            send(List.of(new Hint.Watching().text()));
        }
    }

    /** Whether another replica watches something. */
    public boolean areWanted() {
        if (interested.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        return interested.values().stream().anyMatch(until -> until - now > 0);
    }

    private void sendSoon() {
        if (sending.compareAndSet(false, true)) {
            long wait = config.interval().toNanos() - (System.nanoTime() - lastSent);
            if (wait <= 0) {
                sendPending();
            } else {
                vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, timer -> sendPending());
            }
        }
    }

    private void sendPending() {
        List<String> texts = pending.take();
        lastSent = System.nanoTime();
        channel.send(texts).onComplete(done -> {
            if (done.succeeded()) {
                sent.increment(texts.size());
            } else {
                pending.addAnything();
            }
            sending.set(false);
            if (done.succeeded() && !pending.isEmpty()) {
                sendSoon();
            }
        });
    }

    private void send(List<String> texts) {
        channel.send(texts)
                .onSuccess(done -> sent.increment(texts.size()))
                .onFailure(failure -> LOG.debugf("hint not sent: cause=%s", failure.getMessage()));
    }

    /** What the channel calls. */
    private final class Receiver implements HintChannel.Receiver {
        @Override
        public void connected() {
            LOG.debug("hints between replicas connected");
            // What was not sent meanwhile, others have not heard of; what they sent meanwhile is lost here.
            send(List.of(new Hint.WhoIsWatching().text(), new Hint.AnythingChanged().text()));
            pending.take();
            announceIfWatching();
            listener.missedHints();
        }

        @Override
        public void tick() {
            announceIfWatching();
            long now = System.nanoTime();
            interested.values().removeIf(until -> until - now <= 0);
        }

        @Override
        public void received(int sender, String text) {
            received.increment();
            Hint.parse(text).ifPresent(hint -> {
                switch (hint) {
                    case Hint.Changed changed -> {
                        if (listener.isWatching()) {
                            changed.actions().forEach(listener::changed);
                        }
                    }
                    case Hint.AnythingChanged _ -> listener.missedHints();
                    case Hint.Watching _ -> interested.put(sender, System.nanoTime() + INTEREST_NANOS);
                    case Hint.WhoIsWatching _ -> announceIfWatching();
                }
            });
        }

        private void announceIfWatching() {
            boolean watching = listener.isWatching();
            announced.set(watching);
            if (watching) {
                send(List.of(new Hint.Watching().text()));
            }
        }
    }
}
