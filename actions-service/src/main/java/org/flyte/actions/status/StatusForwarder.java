package org.flyte.actions.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.cluster.ActionListener;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Forwards the phases of TaskActions to runs-service without Kafka: only changes, only the newest state of an action, and
 * until runs-service has accepted it. While runs-service is unavailable, one report at a time is tried with back-off.
 */
@ApplicationScoped
class StatusForwarder implements ActionListener {
    private static final Logger LOG = Logger.getLogger(StatusForwarder.class);

    private final ReportQueue queue = new ReportQueue();
    private final StatusReporter reporter;
    private final Vertx vertx;
    private final int concurrency;
    private final Backoff backoff;
    private int inFlight;
    private int failures;
    private boolean pausing;
    private boolean stopped;

    StatusForwarder(StatusReporter reporter, Vertx vertx, ActionsConfig config, MeterRegistry metrics) {
        this.reporter = reporter;
        this.vertx = vertx;
        this.concurrency = config.status().concurrency();
        this.backoff = Backoff.doubling(
                config.status().initialBackoff(), config.status().maxBackoff());
        metrics.gauge("flyte.actions.status.pending", this, StatusForwarder::pending);
    }

    @Override
    public void changed(TrackedAction action) {
        synchronized (this) {
            queue.offer(action);
        }
        send();
    }

    @Override
    public void deleted(TrackedAction action, boolean witnessed) {
        synchronized (this) {
            queue.offer(action);
            queue.deleted(action.key());
        }
        send();
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private synchronized int pending() {
        return queue.size();
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
        if (stopped || pausing || inFlight >= max) {
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
