package org.flyte.runs.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams of this process: counts them as {@code flyte.watch.streams} and keeps them from falling silent. */
@ApplicationScoped
class OpenStreams {
    private static final long LOOK_MILLIS = 1000;

    private final Set<DemandStream<?>> streams = ConcurrentHashMap.newKeySet();
    private final WatchConfig config;
    private final Vertx vertx;

    OpenStreams(WatchConfig config, Vertx vertx, MeterRegistry metrics) {
        this.config = config;
        this.vertx = vertx;
        metrics.gauge("flyte.watch.streams", streams, Set::size);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> streams.forEach(stream -> stream.beat(config.heartbeat())));
    }

    void add(DemandStream<?> stream) {
        streams.add(stream);
    }

    void remove(DemandStream<?> stream) {
        streams.remove(stream);
    }
}
