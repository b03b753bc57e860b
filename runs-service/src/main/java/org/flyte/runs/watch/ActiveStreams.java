package org.flyte.runs.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The watch streams of this process: counts them as {@code flyte.watch.streams} and sends their heartbeats. */
@ApplicationScoped
class ActiveStreams {
    private static final long CHECK_MILLIS = 1000;

    private final Set<WatchStream<?>> streams = ConcurrentHashMap.newKeySet();
    private final WatchConfig config;
    private final Vertx vertx;

    ActiveStreams(WatchConfig config, Vertx vertx, MeterRegistry metrics) {
        this.config = config;
        this.vertx = vertx;
        metrics.gauge("flyte.watch.streams", streams, Set::size);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(
                CHECK_MILLIS, timer -> streams.forEach(stream -> stream.sendHeartbeatAfter(config.heartbeat())));
    }

    void add(WatchStream<?> stream) {
        streams.add(stream);
    }

    void remove(WatchStream<?> stream) {
        streams.remove(stream);
    }
}
