package org.flyte.apps.change;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.store.ChangedApps;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Reads what has changed in the table, at an interval and at once after a write of this process, and reports it. The first read
 * reports every app.
 */
@ApplicationScoped
public class AppChangePoller {
    private static final Logger LOG = Logger.getLogger(AppChangePoller.class);
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final ChangedApps apps;
    private final List<ChangeListener> listeners;
    private final AppsConfig config;
    private final Semaphore wanted = new Semaphore(0);
    private ChangedApps.Position position = ChangedApps.START;
    private volatile Thread thread;

    AppChangePoller(ChangedApps apps, @All List<ChangeListener> listeners, AppsConfig config) {
        this.apps = apps;
        this.listeners = listeners;
        this.config = config;
    }

    /** Something was written: read it now. */
    public void pollNow() {
        wanted.release();
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("app-changes").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration wait = config.watch().pollInterval();
                try {
                    poll();
                    failures = 0;
                } catch (RuntimeException e) {
                    failures++;
                    wait = BACKOFF.after(failures);
                    if (failures == 1) {
                        LOG.warnf("changes of apps not read, retried: cause=%s", e.getMessage());
                    }
                }
                boolean asked = wanted.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                if (asked) {
                    wanted.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        boolean more = true;
        while (more) {
            // Two statements, each with its own time limit.
            ChangedApps.Page page = apps.since(position)
                    .await()
                    .atMost(config.database().timeout().multipliedBy(3));
            page.apps().forEach(app -> listeners.forEach(listener -> listener.changed(app)));
            position = page.next();
            more = page.more();
        }
    }
}
