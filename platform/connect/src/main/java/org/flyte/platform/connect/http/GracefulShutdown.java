package org.flyte.platform.connect.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.call.RunningCalls;
import org.jboss.logging.Logger;

/** Ends calls at shutdown: streams at once with UNAVAILABLE, the others after the grace period. */
@ApplicationScoped
class GracefulShutdown {
    private static final Logger LOG = Logger.getLogger(GracefulShutdown.class);
    /** For the answers of aborted calls to be written. */
    private static final Duration FLUSH = Duration.ofMillis(20);

    private final RunningCalls running;
    private final ConnectConfig config;

    GracefulShutdown(RunningCalls running, ConnectConfig config) {
        this.running = running;
        this.config = config;
    }

    /** Runs before Quarkus closes its HTTP server; see microprofile-config.properties. */
    void end(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
        running.close();
        running.endStreams();
        running.awaitNone(config.shutdownGrace());
        int left = running.count();
        if (left > 0) {
            LOG.warnf("aborted in-flight calls at shutdown count=%d", left);
            running.endAll();
            running.awaitNone(FLUSH);
        }
    }
}
