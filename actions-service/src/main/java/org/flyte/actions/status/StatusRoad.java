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
import org.jboss.logging.Logger;

/**
 * The second road of facts: phases of TaskActions go to runs-service without the broker (executor spec §1.6). Only what
 * changed, only the newest state of an action, as often as it takes; while runs-service is away one report is tried
 * with growing pauses.
 */
@ApplicationScoped
class StatusRoad implements ActionListener {
    private static final Logger LOG = Logger.getLogger(StatusRoad.class);

    private final ReportQueue queue = new ReportQueue();
    private final StatusReporter reporter;
    private final Vertx vertx;
    private final ActionsConfig.Status config;
    private int underWay;
    private int failures;
    private boolean pausing;
    private boolean stopped;

    StatusRoad(StatusReporter reporter, Vertx vertx, ActionsConfig config, MeterRegistry metrics) {
        this.reporter = reporter;
        this.vertx = vertx;
        this.config = config.status();
        metrics.gauge("flyte.actions.status.pending", this, StatusRoad::pending);
    }

    @Override
    public void changed(TrackedAction action) {
        synchronized (this) {
            queue.offer(action);
        }
        send();
    }

    @Override
    public void gone(TrackedAction action, boolean witnessed) {
        synchronized (this) {
            queue.offer(action);
            queue.gone(action.key());
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
                    .with(ignored -> settled(action, null), failure -> settled(action, failure));
        }
    }

    private synchronized Optional<TrackedAction> take() {
        int most = failures == 0 ? config.concurrency() : 1;
        if (stopped || pausing || underWay >= most) {
            return Optional.empty();
        }
        Optional<TrackedAction> next = queue.next();
        if (next.isPresent()) {
            underWay++;
        }
        return next;
    }

    private void settled(TrackedAction action, Throwable failure) {
        synchronized (this) {
            underWay--;
            if (failure == null) {
                failures = 0;
                queue.done(action);
            } else {
                queue.failed(action);
                pause(failure);
            }
        }
        send();
    }

    private void pause(Throwable failure) {
        failures++;
        if (pausing || stopped) {
            return;
        }
        pausing = true;
        long wait = backOff();
        LOG.warnf("status not reported, next try in %d ms: reason=%s", wait, failure.getMessage());
        vertx.setTimer(wait, timer -> {
            synchronized (this) {
                pausing = false;
            }
            send();
        });
    }

    private long backOff() {
        double longest = config.longestBackOff().toMillis();
        double wait = Math.min(longest, config.firstBackOff().toMillis() * Math.pow(2, Math.min(failures - 1, 30)));
        return Math.max(1, (long) (wait * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
    }
}
