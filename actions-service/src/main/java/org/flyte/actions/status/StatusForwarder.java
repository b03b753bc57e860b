package org.flyte.actions.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.cluster.ActionListener;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Forwards the phases of TaskActions to runs-service without Kafka: only changes, only the newest state of an action, and
 * until runs-service has accepted it. While runs-service is unavailable, one report at a time is tried with back-off.
 *
 * <p>A replica that waits for the lease keeps the newest states, and sends them when it gets it. Of a deleted TaskAction
 * it keeps them for twice the lease: by then their holder has sent them, or this replica has the lease.
 */
@ApplicationScoped
class StatusForwarder implements ActionListener {
    private static final Logger LOG = Logger.getLogger(StatusForwarder.class);
    /** How often the lease is renewed while it holds. */
    private static final int RENEWALS = 3;

    private final ReportQueue queue = new ReportQueue();
    private final Map<ActionKey, Instant> deletedWhileWaiting = new LinkedHashMap<>();
    /** Actions whose TaskAction was deleted unnoticed, as aborted. */
    private final Map<ActionKey, TrackedAction> missing = new HashMap<>();

    private final StatusReporter reporter;
    private final ForwarderLease lease;
    private final ExecutorService virtualThreads;
    private final Vertx vertx;
    private final Clock clock;
    private final Duration missingGrace;
    private final int concurrency;
    private final Backoff backoff;
    private int inFlight;
    private int failures;
    private boolean pausing;
    private boolean stopped;

    StatusForwarder(
            StatusReporter reporter,
            ForwarderLease lease,
            @VirtualThreads ExecutorService virtualThreads,
            Vertx vertx,
            ActionsConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.reporter = reporter;
        this.lease = lease;
        this.virtualThreads = virtualThreads;
        this.vertx = vertx;
        this.clock = clock;
        this.missingGrace = config.status().missingGrace();
        this.concurrency = config.status().concurrency();
        this.backoff = Backoff.doubling(
                config.status().initialBackoff(), config.status().maxBackoff());
        metrics.gauge("flyte.actions.status.pending", this, StatusForwarder::pending);
    }

    @Override
    public void changed(TrackedAction action) {
        synchronized (this) {
            queue.offer(action);
            deletedWhileWaiting.remove(action.key());
            missing.remove(action.key());
        }
        send();
    }

    @Override
    public void deleted(TrackedAction action, boolean witnessed) {
        if (!witnessed && action.phase() == ActionPhase.ACTION_PHASE_ABORTED) {
            foundMissing(action);
        } else {
            deleted(action);
        }
    }

    /** It may have ended before, unnoticed; an abort that is reported before that end could not be taken back. */
    private void foundMissing(TrackedAction action) {
        synchronized (this) {
            missing.put(action.key(), action);
        }
        vertx.setTimer(Math.max(1, missingGrace.toMillis()), timer -> {
            boolean stillMissing;
            synchronized (this) {
                stillMissing = missing.remove(action.key(), action);
            }
            if (stillMissing) {
                deleted(action);
            }
        });
    }

    private void deleted(TrackedAction action) {
        synchronized (this) {
            queue.offer(action);
            queue.deleted(action.key());
            if (!lease.permits()) {
                deletedWhileWaiting.put(action.key(), clock.instant());
            }
        }
        send();
    }

    void start(@Observes StartupEvent event) {
        if (lease.elects()) {
            virtualThreads.execute(this::renewLease);
            vertx.setPeriodic(
                    lease.duration().dividedBy(RENEWALS).toMillis(), timer -> virtualThreads.execute(this::renewLease));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            stopped = true;
        }
        if (lease.elects()) {
            lease.release();
        }
    }

    /** Renews the lease or waits for it, and sends what waited when this replica has got it. */
    void renewLease() {
        lease.renew();
        synchronized (this) {
            if (lease.permits()) {
                deletedWhileWaiting.clear();
            } else {
                dropDeleted(clock.instant().minus(lease.duration().multipliedBy(2)));
            }
        }
        send();
    }

    private void dropDeleted(Instant before) {
        Iterator<Map.Entry<ActionKey, Instant>> oldestFirst =
                deletedWhileWaiting.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<ActionKey, Instant> oldest = oldestFirst.next();
            if (!oldest.getValue().isBefore(before)) {
                return;
            }
            queue.drop(oldest.getKey());
            oldestFirst.remove();
        }
    }

    private synchronized int pending() {
        return lease.permits() ? queue.size() : 0;
    }

    private void send() {
        for (Optional<TrackedAction> next = take(); next.isPresent(); next = take()) {
            TrackedAction action = next.get();
            Uni.createFrom()
                    .deferred(() -> reporter.report(action))
                    .subscribe()
                    .with(ignored -> settle(action, null), failure -> settle(action, failure));
        }
    }

    private synchronized Optional<TrackedAction> take() {
        int max = failures == 0 ? concurrency : 1;
        if (stopped || pausing || inFlight >= max || !lease.permits()) {
            return Optional.empty();
        }
        Optional<TrackedAction> next = queue.next();
        if (next.isPresent()) {
            inFlight++;
        }
        return next;
    }

    private void settle(TrackedAction action, Throwable failure) {
        synchronized (this) {
            inFlight--;
            if (failure == null) {
                failures = 0;
                queue.done(action);
            } else {
                queue.failed(action);
                pause(action, failure);
            }
        }
        send();
    }

    private void pause(TrackedAction action, Throwable failure) {
        failures++;
        if (pausing || stopped) {
            return;
        }
        pausing = true;
        long millis = Math.max(
                1, backoff.jittered(failures, ThreadLocalRandom.current()).toMillis());
        LOG.warnf(
                "status not reported; retrying: run=%s action=%s retryInMillis=%d cause=%s",
                action.key().run(), action.key().name(), millis, failure.getMessage());
        vertx.setTimer(millis, timer -> {
            synchronized (this) {
                pausing = false;
            }
            send();
        });
    }
}
