package org.flyte.runs.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.errors.FlyteException.Unavailable;

/** The streams of this process; on shutdown they end with UNAVAILABLE, so that clients go to another replica. */
@ApplicationScoped
class OpenStreams {
    private final Set<DemandStream<?>> streams = ConcurrentHashMap.newKeySet();

    OpenStreams(MeterRegistry metrics) {
        metrics.gaugeCollectionSize("flyte.watch.streams", java.util.List.of(), streams);
    }

    void add(DemandStream<?> stream) {
        streams.add(stream);
    }

    void remove(DemandStream<?> stream) {
        streams.remove(stream);
    }

    void end(@Observes @Priority(1) ShutdownEvent event) {
        streams.forEach(stream -> stream.shutDown(new Unavailable(null, "the server is shutting down")));
    }
}
