package org.flyte.apps.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.flyte.apps.AppKey;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.change.ChangeListener;
import org.flyte.apps.store.AppRecord;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Reconciles an app when its row or one of its objects changes, and all of them from time to time. Every replica does so: what one
 * has done the others find done.
 */
@ApplicationScoped
class AppReconciler implements ChangeListener {
    private static final Logger LOG = Logger.getLogger(AppReconciler.class);
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final ReconcileApp reconcile;
    private final AppsConfig config;
    private final Vertx vertx;
    private final MeterRegistry metrics;
    private final AppQueue queue;
    private final Map<AppKey, Integer> failures = new ConcurrentHashMap<>();
    private final Map<AppKey, Long> seen = new ConcurrentHashMap<>();

    AppReconciler(ReconcileApp reconcile, AppsConfig config, Vertx vertx, MeterRegistry metrics) {
        this.reconcile = reconcile;
        this.config = config;
        this.vertx = vertx;
        this.metrics = metrics;
        this.queue = new AppQueue(config.reconcile().concurrency(), this::pass);
        metrics.gauge("flyte.apps.reconcile.waiting", queue, AppQueue::size);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(
                config.reconcile().resync().toMillis(), timer -> seen.keySet().forEach(queue::add));
    }

    void stop(@Observes ShutdownEvent event) {
        queue.close();
    }

    /** Its status changes too, by ourselves: only a new revision, or a deletion, needs another pass. */
    @Override
    public void changed(AppRecord app) {
        if (app.isDeleted()) {
            seen.remove(app.key());
            queue.add(app.key());
            return;
        }
        Long before = seen.put(app.key(), app.revision());
        if (before == null || before != app.revision()) {
            queue.add(app.key());
        }
    }

    /** An object of an app was made, has changed or is gone. */
    void objectChanged(HasMetadata object) {
        AppLabels.key(object).ifPresent(queue::add);
    }

    private void pass(AppKey key) {
        long began = System.nanoTime();
        String result = "ok";
        try {
            Optional<Duration> again = reconcile.execute(key);
            failures.remove(key);
            again.ifPresent(delay -> queue.addAfter(key, delay));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            result = "failed";
            int count = failures.merge(key, 1, Integer::sum);
            if (count == 1) {
                LOG.warnf(e, "app not reconciled, retried app=%s", key);
            }
            queue.addAfter(key, BACKOFF.after(count));
        } finally {
            metrics.timer("flyte.apps.reconcile", "result", result)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }
}
