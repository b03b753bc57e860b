package org.flyte.platform.connect.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.call.RunningCalls;
import org.jboss.logging.Logger;

/** Ends calls in good order: streams at once with UNAVAILABLE, the others after they had time to finish. */
@ApplicationScoped
class GracefulEnd {
    private static final Logger LOG = Logger.getLogger(GracefulEnd.class);
    private static final Duration STEP = Duration.ofMillis(20);

    private final RunningCalls running;
    private final ConnectConfig config;

    GracefulEnd(RunningCalls running, ConnectConfig config) {
        this.running = running;
        this.config = config;
    }

    /** The moment before Quarkus closes its HTTP server; see microprofile-config.properties. */
    void end(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
        running.close();
        running.endStreams();
        long deadline = System.nanoTime() + config.shutdownGrace().toNanos();
        while (running.count() > 0 && System.nanoTime() < deadline) {
            if (!pause()) {
                break;
            }
        }
        if (running.count() > 0) {
            LOG.warnf("calls cut at shutdown: %d", running.count());
            running.endAll();
            pause();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(STEP);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
